import type { BigIntStats } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { digestDependencies } from './digest-dependencies.ts'

/** The time that the disk writes to every file; its own where unset. */
const disk = vi.hoisted((): { seconds?: number } => ({}))

vi.mock(import('node:fs'), async (importOriginal) => {
  const fs = await importOriginal()
  const lstatSync = (path: string, options: { bigint: true }): BigIntStats => {
    const stats = fs.lstatSync(path, options)
    const ns = BigInt(disk.seconds ?? 0) * 1_000_000_000n
    return disk.seconds === undefined ? stats : Object.assign(stats, { mtimeNs: ns, ctimeNs: ns })
  }
  return { ...fs, lstatSync: lstatSync as unknown as typeof fs.lstatSync }
})

afterEach(() => {
  vi.useRealTimers()
  delete disk.seconds
})

describe('a package that changes twice within one tick of the disk’s clock', () => {
  const noon = Date.UTC(2030, 0, 1, 12) / 1_000
  const packageAt = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'meshroom-tick-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await mkdir(join(folder, 'node_modules/lib'), { recursive: true })
    return {
      write: (text: string) => writeFile(join(folder, 'node_modules/lib/index.js'), text),
      digest: () => digestDependencies(folder).packages.get('node_modules/lib'),
    }
  }

  it.each([0, 1])('is seen to, %d seconds after it began', async (later) => {
    const lib = await packageAt()
    disk.seconds = noon
    vi.useFakeTimers({ now: (noon + later) * 1_000, toFake: ['Date'] })
    await lib.write('exports.x = 1')
    const first = lib.digest()
    await lib.write('exports.x = 2')
    expect(lib.digest()).not.toBe(first)
  })
})
