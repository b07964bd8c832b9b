import { expect, test } from 'vitest'
import { fromHere, quoteWord } from './next-command.ts'

test.each([
  ['meshroom up edr', ['plan'], 'meshroom up edr'],
  ['meshroom up edr', ['plan', '-C', 'mesh'], 'meshroom -C mesh up edr'],
  ['meshroom up edr', ['plan', '-Cmesh'], 'meshroom -C mesh up edr'],
  ['meshroom up edr', ['plan', '--project=../my mesh'], "meshroom -C '../my mesh' up edr"],
  ['meshroom up edr', ['plan', '--environment', 'lab'], 'meshroom --environment lab up edr'],
  ['meshroom up --environment lab', ['plan', '--environment', 'prod', '-C', 'm'], 'meshroom -C m up --environment lab'],
  ['meshroom trust edr', ['up', '--environment', 'lab', '--project', 'm'], 'meshroom -C m trust edr'],
  [
    'mend it, then meshroom plan or `meshroom up`',
    ['up', '-C', 'm'],
    'mend it, then meshroom -C m plan or `meshroom -C m up`',
  ],
  [
    'meshroom init PATH, or name a project with -C DIR',
    ['up', '-C', 'm'],
    'meshroom init PATH, or name a project with -C DIR',
  ],
  ['commit meshroom.lock', ['up', '-C', 'm'], 'commit meshroom.lock'],
  ['meshroom up', ['secrets', 'exec', '--', 'tar', '-C', 'm'], 'meshroom up'],
])('%s after %o', (text, argv, said) => {
  expect(fromHere(text, argv)).toBe(said)
})

test.each([
  ['edr/siem/events', 'edr/siem/events'],
  ['*/l2', "'*/l2'"],
  ["it's", "'it'\\''s'"],
])('the word %s for a shell', (word, quoted) => {
  expect(quoteWord(word)).toBe(quoted)
})
