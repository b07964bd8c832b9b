import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Action, act, type Outcome } from './blocklist.ts'

const staleMs = 10_000
const patienceMs = 5_000

/** Carries out an action on the file, one at a time among all that do, and writes it whole or not at all. */
export async function changeBlocklist(
  file: string,
  action: Action,
  net: string | undefined,
): Promise<Outcome['answer']> {
  await mkdir(dirname(file), { recursive: true })
  return locked(`${file}.lock`, async () => {
    const { answer, text } = act(action, await readText(file), net)
    if (text !== undefined) await writeWhole(file, text)
    return answer
  })
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
}

async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w')
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.new`, file)
}

async function locked<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + patienceMs
  while (!(await take(lock))) {
    if (Date.now() > deadline) throw new Error(`${lock} has been held for too long`)
    await pause(20)
  }
  try {
    return await work()
  } finally {
    await rm(lock, { force: true })
  }
}

/** A lock whose holder died is taken over once it is old. */
async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close()
    return true
  } catch {
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > staleMs) await rm(lock, { force: true })
    return false
  }
}
