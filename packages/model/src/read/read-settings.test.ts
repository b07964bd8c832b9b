import { describe, expect, it } from 'vitest'
import { parseManifest } from './parse-manifest.ts'
import { readSettings } from './read-settings.ts'
import { takeNode } from './take.ts'

const read = (text: string) => readSettings(takeNode(parseManifest('x.yaml', Buffer.from(text)).root, 'settings'))
const text = { type: 'string', nullable: false, secret: false }

describe('settings', () => {
  it.each<[string, string, object[]]>([
    ['a name alone is a text that is required', 'settings:\n  - name: A\n', [{ name: 'A', ...text, required: true }]],
    [
      'a default makes it optional',
      'settings:\n  - { name: A, default: x }\n',
      [{ name: 'A', ...text, default: 'x', required: false }],
    ],
    ['a default of null is none', 'settings:\n  - { name: A, default: ~ }\n', [{ name: 'A', ...text, required: true }]],
    [
      'what it says of itself goes first',
      'settings:\n  - { name: A, required: false }\n',
      [{ name: 'A', ...text, required: false }],
    ],
    ['a secret', 'settings:\n  - { name: A, secret: true }\n', [{ name: 'A', ...text, secret: true, required: true }]],
    [
      'by name',
      'settings:\n  A: { type: integer }\n  B:\n',
      [
        { name: 'A', type: 'integer', nullable: false, secret: false, required: true },
        { name: 'B', ...text, required: true },
      ],
    ],
    [
      'float is number',
      'settings:\n  - { name: A, type: float }\n',
      [{ name: 'A', type: 'number', nullable: false, secret: false, required: true }],
    ],
    [
      'null among types',
      'settings:\n  - { name: A, type: ["null", integer] }\n',
      [{ name: 'A', type: 'integer', nullable: true, secret: false, required: false }],
    ],
    [
      'a null of YAML among types',
      'settings:\n  - { name: A, type: [string, ~] }\n',
      [{ name: 'A', ...text, nullable: true, required: false }],
    ],
    [
      'the type follows from what is inside',
      'settings:\n  - { name: A, properties: [] }\n  - { name: B, items: integer }\n',
      [
        { name: 'A', type: 'object', nullable: false, secret: false, required: true, properties: [] },
        {
          name: 'B',
          type: 'array',
          nullable: false,
          secret: false,
          required: true,
          items: { name: 'items', type: 'integer', nullable: false, secret: false, required: false },
        },
      ],
    ],
    [
      'what has no name is left out',
      'settings:\n  - type: string\n  - name: B\n',
      [{ name: 'B', ...text, required: true }],
    ],
    [
      'everything it may say',
      'settings:\n  - { name: A, title: T, description: D, enum: [a, b], format: uri, pattern: x, minimum: 1, maximum: 2 }\n',
      [
        {
          name: 'A',
          ...text,
          required: true,
          title: 'T',
          description: 'D',
          enum: ['a', 'b'],
          format: 'uri',
          pattern: 'x',
          minimum: 1,
          maximum: 2,
        },
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(read(yaml)).toEqual(expected)
  })

  it('of an object are required or secret when the object, or they, say so', () => {
    const yaml = `settings:
  - name: proxy
    type: object
    required: [host, gone]
    secrets: [token, deep]
    properties:
      host: {}
      port: { type: integer }
      token: {}
      password: { secret: true }
      user: { required: true }
`
    const [proxy] = read(yaml)
    const brief = proxy?.properties?.map(
      ({ name, required, secret }) => `${name}${required ? ' required' : ''}${secret ? ' secret' : ''}`,
    )
    expect(brief).toEqual(['host required', 'port', 'token secret', 'password secret', 'user required'])
  })
})
