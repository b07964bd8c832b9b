import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { productFolder } from './fake-context.ts'
import { git } from './fake-git.ts'

/** The product's files as git has them or would take them: what else lies in the folder is not there for the person who copies it. */
export async function trackedFiles(): Promise<string[]> {
  const listed = await git(productFolder, 'ls-files', '--cached', '--others', '--exclude-standard', '-z')
  const paths = listed.split('\0').filter((path) => path !== '')
  const there = await Promise.all(paths.map((path) => stat(join(productFolder, path)).catch(() => undefined)))
  return paths.filter((_, index) => there[index] !== undefined)
}
