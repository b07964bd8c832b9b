import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { SecretsError } from './secrets-error.ts'

const source = readFileSync(new URL('./secrets-error.ts', import.meta.url), 'utf8')
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

it('has codes that the README explains, every one and no other', () => {
  const declared = [...source.matchAll(/^ {2}\| '([A-Z_]+)'$/gm)].map(([, code]) => code).sort()
  const table = readme.slice(readme.indexOf('## Errors'))
  const explained = [...table.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code]) => code).sort()
  expect(declared.length).toBeGreaterThan(30)
  expect(explained).toEqual(declared)
})

it('carries what a program and a person need', () => {
  const cause = new Error('why')
  const error = new SecretsError('IMPORT_INVALID', 'what', {
    hint: 'next',
    file: 'f',
    line: 3,
    data: { line: 3 },
    cause,
  })
  expect(error).toMatchObject({
    name: 'SecretsError',
    code: 'IMPORT_INVALID',
    message: 'what',
    hint: 'next',
    file: 'f',
    line: 3,
    data: { line: 3 },
    cause,
  })
})
