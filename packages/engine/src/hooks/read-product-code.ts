import { join } from 'node:path'
import { digestText } from '../state/digest-text.ts'
import { plainLineEnds } from './plain-line-ends.ts'
import { readIfThere } from './read-if-there.ts'

/** A product's code, in the sorted order of its files. */
export interface ProductCode {
  /** sha256 of every file, by path relative to the product's folder. */
  readonly digests: ReadonlyMap<string, string>
  /** The very bytes that were digested: whatever runs of a file is this, with {@link plainLineEnds}, and not what the checkout made of it. */
  readonly contents: ReadonlyMap<string, Buffer>
}

/** Reads the files that make up a product's digest. A file that vanishes meanwhile counts as never there. */
export async function readProductCode(folder: string, files: readonly string[]): Promise<ProductCode> {
  const read = await Promise.all(files.map(async (path) => ({ path, content: await readIfThere(join(folder, path)) })))
  const there = read.flatMap(({ path, content }) => (content ? [{ path, content: plainLineEnds(content) }] : []))
  return {
    digests: new Map(there.map(({ path, content }) => [path, digestText(content)])),
    contents: new Map(there.map(({ path, content }) => [path, content])),
  }
}
