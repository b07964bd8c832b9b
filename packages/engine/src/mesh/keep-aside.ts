import { dirname, join } from 'node:path'
import { digestText } from '../state/digest-text.ts'
import { errorCode } from '../state/disk.ts'
import { nodeDisk } from '../state/node-disk.ts'

/**
 * Gives a file a second name below `.meshroom/repair/`. It stays where it is until its successor takes its place: cut off in between, it is found again.
 * The name follows from what is in it, so that it is kept once.
 *
 * @param file relative to the project, as is what is returned
 */
export async function keepAside(root: string, file: string): Promise<string> {
  const digest = digestText((await nodeDisk.read(join(root, file))) ?? '').slice(0, 8)
  const keptAt = `.meshroom/repair/${digest}-${file.replaceAll('/', '-')}`
  const folder = dirname(join(root, keptAt))
  await nodeDisk.makeFolder(folder)
  await nodeDisk.link(join(root, file), join(root, keptAt)).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error
  })
  await nodeDisk.syncFolder(folder)
  return keptAt
}
