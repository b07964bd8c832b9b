import { expect, test, vi } from 'vitest'
import { makeProject } from '../../test/make-project.ts'
import { syncFolder } from './sync-folder.ts'

const { fails } = vi.hoisted(() => ({ fails: { code: '' } }))

vi.mock(import('node:fs'), async (original) => {
  const fs = await original()
  const openSync: typeof fs.openSync = (path, ...rest) => {
    if (fails.code !== '') throw Object.assign(new Error(fails.code), { code: fails.code, path })
    return fs.openSync(path, ...rest)
  }
  return { ...fs, openSync }
})

async function syncWhereOpenFails(code: string): Promise<string> {
  const path = await makeProject({})
  fails.code = code
  return syncFolder(path)
    .then(
      () => 'left at that',
      (error) => (error.path === path ? error.code : 'no path'),
    )
    .finally(() => {
      fails.code = ''
    })
}

test.runIf(process.platform !== 'win32').each(['EACCES', 'EPERM', 'EISDIR', 'ENOENT', 'EINVAL', 'ENOTSUP'])(
  'a folder that cannot be opened, as the system has none such or hides it, is left at that: %s',
  async (code) => {
    expect(await syncWhereOpenFails(code)).toBe('left at that')
  },
)

test.runIf(process.platform !== 'win32').each(['EMFILE', 'ENFILE', 'EIO', 'ENOMEM'])(
  'a folder that was not synced for want of something is told: %s',
  async (code) => {
    expect(await syncWhereOpenFails(code)).toBe(code)
  },
)
