import { basename, dirname } from 'node:path'
import { gitBytes } from './run-git.ts'

/** The file as a commit has it; undefined where it has none. */
export async function versionAt(file: string, commit: string | undefined): Promise<Buffer | undefined> {
  return commit ? gitBytes(dirname(file), ['cat-file', 'blob', `${commit}:./${basename(file)}`]) : undefined
}
