import { fstatSync, type Stats } from 'node:fs'
import { constants, open, stat } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { MeshroomError, writeFileAtomic } from '@meshroom/model'
import { quoteWord } from '../draw/next-command.ts'

export interface OutputFileOptions {
  /** Only the owner may read it, whatever was there before. */
  readonly isPrivate?: boolean
  /** Its folder may be new. */
  readonly makesFolder?: boolean
}

/**
 * Writes what a person wants in a file of their naming: a file whole or not at all, through links; a device, a pipe, or what
 * standard output is, by writing to it, as it is nothing that a file may replace.
 *
 * @param path absolute, or relative to where the person is
 * @returns whether a file is there now that can be read again
 * @throws MeshroomError `FILE_IS_FOLDER`, `FOLDER_NOT_FOUND`; errors of the system
 */
export async function writeOutputFile(
  path: string,
  content: string | Uint8Array,
  { isPrivate = false, makesFolder = false }: OutputFileOptions = {},
): Promise<boolean> {
  const there = await stat(path).catch(unlessMissing)
  if (there?.isDirectory() || path.endsWith('/') || path.endsWith(sep)) throw isFolder(path)
  if (there === undefined && !makesFolder) await refuseNewFolder(path)
  const own = there && ownStream(there)
  if (own) await naming(path, () => writeToStream(own, content))
  else if (there && !there.isFile()) await naming(path, () => writeInPlace(path, content))
  else await writeFileAtomic(resolve(path), content, isPrivate ? { mode: 0o600, keepsMode: false } : {})
  return !own && there?.isFile() !== false
}

/** A folder that is not there is rather a slip than meant. */
async function refuseNewFolder(path: string): Promise<void> {
  const folder = dirname(resolve(path))
  if (await stat(folder).catch(unlessMissing)) return
  throw new MeshroomError('FOLDER_NOT_FOUND', `there is no folder ${folder}`, { hint: `mkdir -p ${quoteWord(folder)}` })
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function isFolder(path: string): MeshroomError {
  return new MeshroomError('FILE_IS_FOLDER', `${path} is a folder, where a file is needed`, {
    hint: `Name a file in it: ${path.replace(/[\\/]*$/, '')}/NAME`,
    file: path,
  })
}

/** `/dev/stdout` must be what standard output is already: a socket cannot be opened again, and a file would be begun anew. */
function ownStream({ dev, ino }: Stats): NodeJS.WriteStream | undefined {
  return [process.stdout, process.stderr].find(({ fd }) => {
    const own = fstatSync(fd)
    return own.dev === dev && own.ino === ino
  })
}

function writeToStream(stream: NodeJS.WriteStream, content: string | Uint8Array): Promise<void> {
  return new Promise((done, fail) => {
    stream.write(content, (error) => (error ? fail(error) : done()))
  })
}

async function writeInPlace(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, constants.O_WRONLY)
  await file.writeFile(content).finally(() => file.close())
}

/** An error of a write, such as a full device, does not say itself where it was. */
async function naming(path: string, write: () => Promise<void>): Promise<void> {
  await write().catch((error: NodeJS.ErrnoException) => {
    throw Object.assign(error, { path })
  })
}
