import type * as files from 'node:fs/promises'
import { beforeEach, expect, test, vi } from 'vitest'
import { findProcess, identifyProcess } from './process-identity.ts'

const proc = vi.hoisted(() => ({ self: '', stat: '' }))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>()
  return {
    ...real,
    readlink: async (path: string) => (path === '/proc/self' && proc.self !== '' ? proc.self : real.readlink(path)),
    readFile: async (path: string, encoding: 'utf8') => {
      if (proc.stat === 'hidden' && path.endsWith('/stat')) throw Object.assign(new Error('hidden'), { code: 'ENOENT' })
      return real.readFile(path, encoding)
    },
  }
})

beforeEach(() => Object.assign(proc, { self: '', stat: '' }))

test('a process is told from a later one with its pid, and from none', async () => {
  expect(await findProcess(process.pid)).toEqual({ identity: await identifyProcess(process.pid) })
  expect(await identifyProcess(process.pid)).toMatch(/\S/)
  expect(await findProcess(2 ** 30)).toBeUndefined()
})

test.runIf(process.platform === 'linux').each([
  ['that hidepid hides', { stat: 'hidden' }],
  ['where /proc counts the pids of another namespace', { self: '1' }],
])('one %s is there, and no more is known of it', async (_, state) => {
  Object.assign(proc, state)
  expect(await findProcess(process.pid)).toEqual({ identity: null })
  expect(await identifyProcess(process.pid)).toBeUndefined()
})
