import { expect, test } from 'vitest'
import { parseManifest } from './parse-manifest.ts'
import { readIntents } from './read-intents.ts'

const read = (text: string) => readIntents(parseManifest('intents.yaml', new TextEncoder().encode(text)))

test('intents are read with their places, from YAML and from JSON', () => {
  const text = 'intents:\n  - name: alerts arrive\n    topic: alerts\n    from: edr\n    to: soar\n    up: true\n'
  expect(read(text)).toEqual({
    intents: [
      {
        name: 'alerts arrive',
        topic: 'alerts',
        from: 'edr',
        to: 'soar',
        up: true,
        place: { file: 'intents.yaml', line: 2, column: 5 },
      },
    ],
    diagnostics: [],
  })
  expect(read('{"intents":[{"topic":"a","from":"b","to":"c"}]}').intents).toMatchObject([{ topic: 'a', up: false }])
})

test.each([
  ['no list', 'intent: []', 'INTENTS_MISSING', 1],
  ['an empty file', '', 'INTENTS_MISSING', 1],
  ['an empty list', 'intents: []', 'INTENTS_EMPTY', 1],
  ['an intent without an end', 'intents:\n  - topic: alerts\n    from: edr', 'INTENT_INCOMPLETE', 2],
  ['an intent that is a text', 'intents:\n  - alerts', 'INTENT_INCOMPLETE', 2],
  ['a slip', 'intents:\n  - topic: a\n    form: b\n    from: b\n    to: c', 'INTENT_UNKNOWN_KEY', 3],
  ['no YAML', 'intents: [', 'YAML', 1],
])('%s is told with its line', (_, text, code, line) => {
  const [first] = read(text).diagnostics
  expect(first).toMatchObject({ severity: 'error', code: expect.stringContaining(code), line })
})
