import { describe, expect, it } from 'vitest'
import { parseManifest } from './parse-manifest.ts'
import { readCapabilities } from './read-capabilities.ts'

const read = (text: string) => readCapabilities(parseManifest('x.yaml', Buffer.from(text)))
const withoutPlaces = (text: string) => read(text).map(({ place, ...capability }) => capability)
const plain = { mode: 'push', constraints: {} }

describe('capabilities', () => {
  it.each<[string, string, object[]]>([
    ['an empty item', 'consumes:\n  events:\n    - {}\n', [{ role: 'consumer', topic: 'events', ...plain }]],
    ['an item of nothing', 'consumes:\n  events:\n    -\n', [{ role: 'consumer', topic: 'events', ...plain }]],
    ['nothing below the topic', 'executes:\n  scan:\n', [{ role: 'executor', topic: 'scan', ...plain }]],
    [
      'one mapping below the topic',
      'triggers:\n  scan: { mode: pull }\n',
      [{ role: 'trigger', topic: 'scan', mode: 'pull', constraints: {} }],
    ],
    ['an empty list: none', 'produces:\n  events: []\n', []],
    ['nothing below the section: none', 'produces:\n', []],
    [
      'a list below the section: any topic',
      'produces:\n  - format: json\n',
      [{ role: 'producer', ...plain, format: 'json' }],
    ],
    ['a list that says the topic', 'produces:\n  - topic: events\n', [{ role: 'producer', topic: 'events', ...plain }]],
    ['a star for any topic', 'executes:\n  "*": [{}]\n', [{ role: 'executor', ...plain }]],
    ['a null for any topic', 'executes:\n  ~: [{}]\n', [{ role: 'executor', ...plain }]],
    [
      'plain keys as constraints, in order, empty and nested ones not',
      'produces:\n  events:\n    - protocol: tcp\n      port: 514\n      tls: true\n      none:\n      deep: { a: 1 }\n      title: T\n      description: D\n',
      [{ role: 'producer', topic: 'events', mode: 'push', constraints: { port: 514, protocol: 'tcp', tls: true } }],
    ],
    [
      'a call with a bearer token',
      'produces:\n  alerts:\n    - { url: "{base}/alerts/:id", method: get, auth: KEY, headers: { x: 1 } }\n',
      [
        {
          role: 'producer',
          topic: 'alerts',
          ...plain,
          http: {
            url: '{base}/alerts/:id',
            method: 'GET',
            headers: { x: '1' },
            auth: { secret: 'KEY', scheme: 'bearer' },
          },
        },
      ],
    ],
    [
      'a call with a header of its own',
      'produces:\n  alerts:\n    - { url: u, method: POST, auth: { secret: KEY, scheme: header, name: x-key } }\n',
      [
        {
          role: 'producer',
          topic: 'alerts',
          ...plain,
          http: { url: 'u', method: 'POST', auth: { secret: 'KEY', scheme: 'header', name: 'x-key' } },
        },
      ],
    ],
    [
      'no call without a method',
      'produces:\n  alerts:\n    - { url: u }\n',
      [{ role: 'producer', topic: 'alerts', ...plain }],
    ],
    [
      'none of a mode that is none',
      'produces:\n  alerts:\n    - mode: sideways\n    - mode: pull\n',
      [{ role: 'producer', topic: 'alerts', mode: 'pull', constraints: {} }],
    ],
    ['none of a text', 'produces:\n  alerts: stix\n', []],
  ])('%s', (_, text, expected) => {
    expect(withoutPlaces(text)).toEqual(expected)
  })

  it('are in the order consumes, produces, triggers, executes, then of the file', () => {
    const text = 'executes: { z: }\nproduces: { b: , a: }\ntriggers: { t: }\nconsumes: { c: }\n'
    expect(read(text).map(({ role, topic }) => `${role} ${topic}`)).toEqual([
      'consumer c',
      'producer b',
      'producer a',
      'trigger t',
      'executor z',
    ])
  })

  it('know where they are declared: the item, or the topic where there is none', () => {
    const text = 'produces:\n  events:\n    - mode: push\n    -\n      mode: pull\n  alerts:\n'
    expect(read(text).map(({ place }) => `${place?.line}:${place?.column}`)).toEqual(['3:7', '4:5', '6:3'])
  })
})

it.each(['.nan', '.inf', '-.inf'])('a constraint of %s is refused with its place, and left out', (value) => {
  const source = parseManifest('x.yaml', Buffer.from(`produces:\n  events:\n    - port: ${value}\n      tls: true\n`))
  expect(readCapabilities(source)).toMatchObject([{ constraints: { tls: true } }])
  expect(source.diagnostics).toMatchObject([{ severity: 'error', code: 'CONSTRAINT_INVALID', line: 3, column: 13 }])
})
