import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { MeshroomError } from '@meshroom/model'

/**
 * The bytes of a file that was named on the command line; `-` is standard input.
 *
 * @throws MeshroomError `FILE_NOT_FOUND`
 */
export async function readInputFile(path: string): Promise<Buffer> {
  if (path === '-') return buffer(process.stdin)
  try {
    return await readFile(path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new MeshroomError('FILE_NOT_FOUND', `there is no file ${path}`, {
      hint: 'A path is taken from the working directory; - is standard input.',
      file: path,
      cause,
    })
  }
}
