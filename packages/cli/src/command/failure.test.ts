import { MeshroomError } from '@meshroom/model'
import { expect, test } from 'vitest'
import { toFailure } from './failure.ts'

test('keeps what an error says for people and programs, and nothing else', () => {
  const error = new MeshroomError('MANIFEST_WRONG_TYPE', 'a list is expected', {
    hint: 'meshroom validate',
    file: 'products/edr/definition.yaml',
    line: 3,
    column: 1,
    cause: new Error('inner'),
  })
  expect(toFailure(error)).toEqual({
    code: 'MANIFEST_WRONG_TYPE',
    message: 'a list is expected',
    hint: 'meshroom validate',
    file: 'products/edr/definition.yaml',
    line: 3,
    column: 1,
  })
})

test.each([
  [
    'a question left with Ctrl-C',
    Object.assign(new Error('User force closed'), { name: 'ExitPromptError' }),
    'INTERRUPTED',
  ],
  ['an aborted operation', new DOMException('aborted', 'AbortError'), 'INTERRUPTED'],
  ['an error of the system', Object.assign(new Error('another disk'), { code: 'EXDEV' }), 'EXDEV'],
  ['a defect', new TypeError('x is not a function'), 'INTERNAL'],
  ['something that is no error', 'boom', 'INTERNAL'],
  ['what oclif says', Object.assign(new Error('Command x not found.'), { oclif: { exit: 2 } }), 'USAGE'],
])('%s', (_, thrown, code) => {
  expect(toFailure(thrown)?.code).toBe(code)
})

test('an exit on purpose says nothing', () => {
  expect(toFailure(Object.assign(new Error('EEXIT: 0'), { code: 'EEXIT', oclif: { exit: 0 } }))).toBeUndefined()
})

test('a flag that is almost right is suggested', () => {
  const error = Object.assign(new Error('Nonexistent flag: --mod\nSee more help with --help'), {
    flags: ['--mod'],
    parse: { input: { flags: { mode: {}, format: {} } } },
  })
  expect(toFailure(error)).toEqual({ code: 'USAGE', message: 'Nonexistent flag: --mod', hint: 'Did you mean --mode?' })
})
