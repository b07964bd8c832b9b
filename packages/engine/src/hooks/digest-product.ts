import { compareNames } from '@meshroom/model'
import { beginDigest } from '../state/digest-text.ts'

/**
 * One digest for a product's code: sha256 over its files' (path, sha256), sorted by path.
 *
 * @param digests sha256 in hexadecimal by path; their order does not matter
 */
export function digestProduct(digests: ReadonlyMap<string, string>): string {
  const hash = beginDigest()
  for (const [path, digest] of [...digests].toSorted(([a], [b]) => compareNames(a, b))) {
    hash.update(`${path}\0${digest}\n`)
  }
  return hash.digest('hex')
}
