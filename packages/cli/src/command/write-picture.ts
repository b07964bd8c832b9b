import { join, resolve } from 'node:path'
import { writeOutputFile } from './write-output-file.ts'

export interface PictureFile {
  readonly root: string
  readonly format: string
  readonly out: string | undefined
  readonly open: boolean
}

export interface WrittenPicture {
  /** Absolute. */
  readonly file: string
  /** Whether it can be read again from there: a pipe or a device keeps nothing. */
  readonly isKept: boolean
}

const extensions: Readonly<Record<string, string>> = { mermaid: 'mmd' }

/** Writes a picture where it is wanted as a file. @returns undefined where it is to be printed */
export async function writePicture(
  text: string,
  { root, format, out, open }: PictureFile,
): Promise<WrittenPicture | undefined> {
  if (out === undefined && !open) return undefined
  const file = out ?? join(root, '.meshroom', `graph.${extensions[format] ?? format}`)
  return { isKept: await writeOutputFile(file, text, { makesFolder: true }), file: resolve(file) }
}
