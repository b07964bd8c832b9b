import { createHash } from 'node:crypto'
import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@meshroom/model'

/** Remembers, in a file that git ignores, that the making of a file of the project is under way. */
export async function markUnfinished(root: string, file: string): Promise<void> {
  await writeFileAtomic(markOf(root, file), `${file}\n`)
}

export async function isMarked(root: string, file: string): Promise<boolean> {
  return access(markOf(root, file)).then(
    () => true,
    () => false,
  )
}

export async function unmark(root: string, file: string): Promise<void> {
  await rm(markOf(root, file), { force: true })
}

function markOf(root: string, file: string): string {
  return join(root, '.meshroom', 'unfinished', createHash('sha256').update(file).digest('hex').slice(0, 32))
}
