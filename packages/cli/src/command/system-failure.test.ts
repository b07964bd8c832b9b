import { expect, test } from 'vitest'
import { exitCodeOf } from './exit-codes.ts'
import { toFailure } from './failure.ts'

const thrown = (code: string, rest: object = {}) => Object.assign(new Error(`${code}: raw`), { code, ...rest })

test.each([
  ['ENOSPC', 'DISK_FULL', 1],
  ['EROFS', 'FILE_READ_ONLY', 1],
  ['EACCES', 'FILE_NOT_PERMITTED', 1],
  ['EIO', 'DISK_FAILED', 1],
  ['EEXIST', 'FILE_IN_THE_WAY', 2],
  ['ENOTDIR', 'FILE_IN_THE_WAY', 2],
  ['ELOOP', 'FILE_LINKS_CIRCULAR', 2],
  ['ENXIO', 'FILE_NOT_WRITABLE', 2],
  ['EPIPE', 'PIPE_CLOSED', 1],
  ['ENOENT', 'FILE_NOT_FOUND', 2],
  ['ECONNREFUSED', 'NETWORK_UNREACHABLE', 1],
])('%s is %s, with a next step, and exits %i', (code, stable, exit) => {
  const failure = toFailure(thrown(code, { path: '/p/config.yaml' }))
  expect(failure).toMatchObject({ code: stable, file: '/p/config.yaml', hint: expect.stringMatching(/\w/) })
  expect(exitCodeOf(stable)).toBe(exit)
})

test('the file that is named is the one people know, not its draft', () => {
  expect(toFailure(thrown('ENOSPC', { path: '/p/.config.yaml.1a2b.tmp' }))).toMatchObject({
    file: '/p/config.yaml',
    message: 'there is no room left to write /p/config.yaml (ENOSPC)',
  })
  expect(toFailure(thrown('EROFS', { path: '/p/.x.1.tmp', dest: '/p/x' }))?.file).toBe('/p/x')
  expect(toFailure(thrown('ENOSPC'))).toMatchObject({ message: 'there is no room left to write a file (ENOSPC)' })
})

test('an error of Meshroom keeps what it says', () => {
  expect(toFailure(thrown('STATE_NOT_WRITTEN', { path: '/p' }))?.code).toBe('STATE_NOT_WRITTEN')
})
