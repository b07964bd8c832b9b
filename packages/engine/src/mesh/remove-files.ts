import { readdir, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Removes a file of the project, and the folders that become empty, up to the one named. */
export async function removeFile(
  root: string,
  { file, upTo }: { readonly file: string; readonly upTo: string },
): Promise<void> {
  await rm(join(root, file), { force: true })
  await removeEmpty(root, { folder: dirname(file), upTo })
}

/** Removes a folder of the project with everything in it. @returns the files that were in it, sorted */
export async function removeFolder(
  root: string,
  { folder, upTo }: { readonly folder: string; readonly upTo: string },
): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length).replaceAll('\\', '/'))
  await rm(join(root, folder), { recursive: true })
  await removeEmpty(root, { folder: dirname(folder), upTo })
  return files.sort()
}

async function removeEmpty(
  root: string,
  { folder, upTo }: { readonly folder: string; readonly upTo: string },
): Promise<void> {
  if (folder === upTo || !folder.startsWith(`${upTo}/`)) return
  const removed = await rmdir(join(root, folder)).then(
    () => true,
    () => false,
  )
  if (removed) await removeEmpty(root, { folder: dirname(folder), upTo })
}
