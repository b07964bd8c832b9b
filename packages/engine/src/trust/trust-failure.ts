import { MeshroomError } from '@meshroom/model'
import { askedWords, type TrustChange } from './trust-change.ts'
import type { TrustRequest } from './trust-request.ts'

/** Nobody could be asked whether a product is to be trusted. */
export function trustRequired(request: TrustRequest): MeshroomError {
  const { product, permissions, calls, defaults, files, change, digest, lock } = request
  const asks = askedWords(request).join(', ')
  const what =
    change === undefined
      ? `${files === 0 ? product : `the code of ${product}`} is not trusted here yet; it asks for ${asks || 'nothing'}`
      : `${product} is not what was trusted: ${sayChange(change)}`
  const data = { product, digest, permissions, calls, defaults, pinned: lock === 'same', ...(change && { change }) }
  const hint = `read its code, then: ${sayWay([data])}`
  return new MeshroomError(change ? 'TRUST_CHANGED' : 'TRUST_REQUIRED', what, { hint, data })
}

/** One error of all that nobody could be asked about, so that each is read before anything is tried again. */
export function allRequired(first: MeshroomError, others: readonly MeshroomError[]): MeshroomError {
  if (others.length === 0) return first
  const required = [first, ...others]
  const asked = required.map(({ data }) => data as unknown as Asked)
  return new MeshroomError(first.code, required.map(({ message }) => message).join('\n'), {
    hint: `read their code, then: ${sayWay(asked)}`,
    data: { ...first.data, products: asked.map(({ product }) => product) },
  })
}

interface Asked {
  readonly product: string
  /** `meshroom.lock` pins this very code. */
  readonly pinned: boolean
}

function sayWay(asked: readonly Asked[]): string {
  const ways = asked.map(({ product }) => `meshroom trust ${product} --yes`).join(', ')
  return asked.every(({ pinned }) => pinned) ? `${ways}; or --trust lock, as meshroom.lock pins it` : ways
}

/** Whether an error says that nobody could be asked. */
export function isTrustRequired(error: unknown): error is MeshroomError {
  return error instanceof MeshroomError && (error.code === 'TRUST_REQUIRED' || error.code === 'TRUST_CHANGED')
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
