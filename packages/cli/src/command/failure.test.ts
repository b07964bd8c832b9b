import { MeshroomError } from '@meshroom/model'
import { expect, onTestFinished, test, vi } from 'vitest'
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
  ['what oclif says', Object.assign(new Error('Unexpected argument: x'), { oclif: { exit: 2 } }), 'USAGE'],
])('%s', (_, thrown, code) => {
  expect(toFailure(thrown)?.code).toBe(code)
})

test('a value that an environment variable gave is not blamed on the flag that nobody typed', () => {
  const error = Object.assign(new Error('Expected --trust=lok to be one of: ask, lock'), { parse: {} })
  expect(toFailure(error)?.message).toBe('Expected --trust=lok to be one of: ask, lock')
  vi.stubEnv('MESHROOM_TRUST', 'lok')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(toFailure(error)?.message).toBe('Expected MESHROOM_TRUST=lok to be one of: ask, lock')
})

test('what oclif says of flags that exclude each other is said in plain words', () => {
  const said =
    'The following error occurred:\n  --revoke=true cannot also be provided when using --list\nSee more help with --help'
  const error = Object.assign(new Error(said), { parse: {} })
  expect(toFailure(error)?.message).toBe('--revoke and --list exclude each other')
})

test('help for a command that there is not says how to see those there are', () => {
  const error = Object.assign(new Error('Command upp not found.'), { oclif: { exit: 2 } })
  expect(toFailure(error)).toMatchObject({ code: 'COMMAND_UNKNOWN', hint: 'meshroom --help' })
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
