import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digestText } from '../state/digest-text.ts'
import type { ProductFiles } from './list-product-files.ts'

/** A product's code, in the sorted order of its files. */
export interface ProductCode {
  /** sha256 of every file, by path relative to the product's folder. */
  readonly digests: ReadonlyMap<string, string>
  /** Texts of the files that may declare hooks; where two have one name but for the extension, TypeScript comes first. */
  readonly texts: ReadonlyMap<string, string>
  /** Every file as it was read. */
  readonly contents: ReadonlyMap<string, Buffer>
}

/** Reads the files that make up a product's digest. A file that vanishes meanwhile counts as never there. */
export async function readProductCode(folder: string, files: ProductFiles): Promise<ProductCode> {
  const contents = await Promise.all(files.digested.map((path) => readFileIfThere(join(folder, path))))
  const read = files.digested.flatMap((path, i) => (contents[i] === undefined ? [] : [{ path, content: contents[i] }]))
  const hookFiles = new Set([...files.hooks, ...files.integrationHooks])
  const texts = read
    .filter(({ path }) => hookFiles.has(path))
    .map(({ path, content }) => [path, content.toString('utf8')] as const)
  return {
    digests: new Map(read.map(({ path, content }) => [path, digestText(content)])),
    contents: new Map(read.map(({ path, content }) => [path, content])),
    texts: new Map(texts.toSorted(([a], [b]) => Number(isJavaScript(a)) - Number(isJavaScript(b)))),
  }
}

function isJavaScript(path: string): boolean {
  return /\.m?js$/.test(path)
}

async function readFileIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
