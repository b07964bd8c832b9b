import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { writeFileAtomic } from '@meshroom/model'

export interface PictureFile {
  readonly root: string
  readonly format: string
  readonly out: string | undefined
  readonly open: boolean
}

const extensions: Readonly<Record<string, string>> = { mermaid: 'mmd' }

/** Writes a picture where it is wanted as a file. @returns its absolute path, or undefined where it is to be printed */
export async function writePicture(
  text: string,
  { root, format, out, open }: PictureFile,
): Promise<string | undefined> {
  if (out === undefined && !open) return undefined
  const file = out === undefined ? join(root, '.meshroom', `graph.${extensions[format] ?? format}`) : resolve(out)
  await mkdir(dirname(file), { recursive: true })
  await writeFileAtomic(file, text)
  return file
}
