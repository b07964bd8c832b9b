import { MeshroomError } from '@meshroom/model'
import { askedWords, type TrustChange } from './trust-change.ts'
import type { TrustRequest } from './trust-request.ts'

/** Nobody could be asked whether a product is to be trusted. */
export function trustRequired(request: TrustRequest): MeshroomError {
  const { product, permissions, calls, defaults, files, change, digest } = request
  const asks = askedWords(request).join(', ')
  const what =
    change === undefined
      ? `${files === 0 ? product : `the code of ${product}`} is not trusted here yet; it asks for ${asks || 'nothing'}`
      : `${product} is not what was trusted: ${sayChange(change)}`
  const data = { product, digest, permissions, calls, defaults, ...(change && { change }) }
  const hint = `read its code, then: meshroom trust ${product} --yes (or --trust lock, where meshroom.lock pins it)`
  return new MeshroomError(change ? 'TRUST_CHANGED' : 'TRUST_REQUIRED', what, { hint, data })
}

/** The person said no. */
export function trustRefused({ product }: TrustRequest): MeshroomError {
  return new MeshroomError('TRUST_REFUSED', `${product} is not trusted, so none of its code runs`, {
    hint: `when you have read its code: meshroom trust ${product}`,
    data: { product },
  })
}

/** With `--trust lock`: the code is not what is pinned. */
export function trustNotPinned(product: string, isThere: boolean): MeshroomError {
  const what = isThere
    ? `the code of ${product} is not what meshroom.lock pins`
    : `meshroom.lock does not pin ${product}`
  return new MeshroomError('TRUST_NOT_PINNED', what, {
    hint: `where you trust it: meshroom trust ${product}, and commit meshroom.lock`,
    data: { product },
  })
}

function sayChange({ added, changed, removed, gained, lost }: TrustChange): string {
  const parts = [
    ...files('added', added),
    ...files('changed', changed),
    ...files('removed', removed),
    ...gained.map((word) => `now asks for ${word}`),
    ...lost.map((word) => `no longer asks for ${word}`),
  ]
  return parts.join('; ')
}

function files(how: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return []
  const shown = paths.slice(0, 5).join(', ')
  return [`${how} ${shown}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''}`]
}
