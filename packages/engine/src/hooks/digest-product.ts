import { createHash } from 'node:crypto'
import { compareNames } from '@meshroom/model'

/**
 * One digest for a product's code: sha256 over its files' (path, sha256), sorted by path.
 *
 * @param digests sha256 in hexadecimal by path; their order does not matter
 */
export function digestProduct(digests: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  for (const [path, digest] of [...digests].toSorted(([a], [b]) => compareNames(a, b))) {
    hash.update(`${path}\0${digest}\n`)
  }
  return hash.digest('hex')
}
