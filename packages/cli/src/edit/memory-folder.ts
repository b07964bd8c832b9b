import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { MeshroomError } from '@meshroom/model'

/** A folder in memory, which only this user can enter. */
export interface MemoryFolder {
  readonly path: string
  remove(): Promise<void>
}

/** Of tmpfs and ramfs, as statfs(2) says. */
const inMemory: ReadonlySet<number> = new Set([0x01021994, 0x858458f6])

/**
 * Makes a folder whose files never reach a disk, and which is gone with this process, whatever ends it: a process of its own waits for that,
 * and a kill that cannot be caught does not reach it.
 *
 * @throws MeshroomError `MEMORY_STORAGE_MISSING` where the system has no such place
 */
export async function makeMemoryFolder(env: NodeJS.ProcessEnv = process.env): Promise<MemoryFolder> {
  const path = await mkdtemp(join(await memoryPlace(env), 'meshroom-edit-'))
  const letGo = removeWhenGone(path)
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true })
      letGo()
    },
  }
}

async function memoryPlace(env: NodeJS.ProcessEnv): Promise<string> {
  for (const place of [env.XDG_RUNTIME_DIR, '/dev/shm']) {
    if (place && existsSync(place) && inMemory.has((await statfs(place)).type)) return place
  }
  throw new MeshroomError(
    'MEMORY_STORAGE_MISSING',
    'this system has no folder in memory, and a disk keeps what was deleted',
    {
      hint: 'Set secrets one by one: meshroom secrets set NAME',
    },
  )
}

/** `cat` ends when this process does, however it does, for then the pipe that it reads is closed. */
const watcher = 'trap \'\' HUP INT QUIT TERM; cat >/dev/null; exec rm -rf -- "$1"'

function removeWhenGone(path: string): () => void {
  const child = spawn('/bin/sh', ['-c', watcher, 'sh', path], {
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.on('error', () => {})
  child.unref()
  return () => void child.stdin.destroy()
}
