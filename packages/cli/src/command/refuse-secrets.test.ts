import { expect, test } from 'vitest'
import { refuseSecrets } from './refuse-secrets.ts'

const text = { type: 'string', required: true, nullable: false } as const
const declared = [
  { ...text, name: 'API_KEY', secret: true },
  { ...text, name: 'region', secret: false },
]

test.each([
  ['a slip', ['API_KYE'], { code: 'SETTING_UNKNOWN', hint: 'did you mean "API_KEY"?' }],
  ['a name that is nothing like it', ['other'], { code: 'SETTING_UNKNOWN', hint: 'there are API_KEY' }],
  ['the same twice', ['API_KEY', 'API_KEY'], { code: 'USAGE', message: '-s API_KEY is given twice' }],
])('refuses %s', (_, keys, error) => {
  expect(() => refuseSecrets(keys, declared)).toThrow(expect.objectContaining(error))
})

test('what is declared passes, a setting that is no secret is left to the engine, and an unknown product to it too', () => {
  expect(() => refuseSecrets(['API_KEY', 'region'], declared)).not.toThrow()
  expect(() => refuseSecrets(['anything'], undefined)).not.toThrow()
})
