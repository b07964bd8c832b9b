import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { findProjectRoot, MeshroomError } from '@meshroom/model'

/**
 * The project's root: the nearest folder that is one, upwards from the folder given or from the working directory.
 *
 * @throws MeshroomError `PROJECT_NOT_FOUND`, `FOLDER_NOT_FOUND`
 */
export async function findProject(folder: string | undefined): Promise<string> {
  const from = resolve(folder ?? process.cwd())
  const root = existsSync(from) ? await findProjectRoot(from) : undefined
  if (root !== undefined) return root
  if (!existsSync(from)) throw new MeshroomError('FOLDER_NOT_FOUND', `there is no folder ${from}`)
  throw new MeshroomError('PROJECT_NOT_FOUND', `neither ${from} nor a folder above it is a Meshroom project`, {
    hint: 'meshroom init PATH, or name a project with -C DIR',
  })
}
