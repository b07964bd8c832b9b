import type { HookKind, JsonValue } from '@meshroom/hooks-sdk'

type Fields = Readonly<Record<string, JsonValue>>

/**
 * Whether a hook returned what its kind must, so that nothing later stumbles over it.
 *
 * @param batch how many records a `produce` hook was given
 * @returns what is wrong, or undefined
 */
export function findFaultInResult(kind: HookKind, value: JsonValue, batch: number): string | undefined {
  switch (kind) {
    case 'check':
      return findFaultInCheck(value)
    case 'produce':
      return findFaultInProduce(value, batch)
    case 'publish':
      return isObject(value) && typeof value.message === 'string' && isTextOrUnset(value.url)
        ? undefined
        : 'must return { message, url? }'
    case 'pull':
      return findFaultInPull(value)
    case 'watch':
      return isObject(value) && value.event !== undefined && isTextOrUnset(value.cursor)
        ? undefined
        : 'must yield { event, cursor? }, the cursor being a text'
    default:
      return undefined
  }
}

const statuses: readonly JsonValue[] = ['present', 'absent', 'changed', 'unknown']

function findFaultInCheck(value: JsonValue): string | undefined {
  if (isObject(value) && statuses.includes(value.status ?? null) && isTextOrUnset(value.detail)) return undefined
  return `must return { status, detail? }, the status being one of ${statuses.join(', ')}`
}

function findFaultInProduce(value: JsonValue, batch: number): string | undefined {
  if (!isObject(value) || !isCount(value.accepted) || !isList(value.rejected)) {
    return 'must return { accepted, rejected: [{ index, reason, retryable }] }'
  }
  const indexes = value.rejected.map((each) => (isRejection(each) ? each.index : -1))
  const proper = indexes.every((index) => index >= 0 && index < batch) && new Set(indexes).size === indexes.length
  if (!proper) return 'must reject records as { index, reason, retryable }, each index of the batch once'
  if (value.accepted + indexes.length === batch) return undefined
  return `answers for ${value.accepted + indexes.length} records of a batch of ${batch}: each must be accepted or rejected`
}

function findFaultInPull(value: JsonValue): string | undefined {
  const isSkip = (each: JsonValue) => isObject(each) && typeof each.item === 'string' && typeof each.reason === 'string'
  const proper =
    isObject(value) &&
    isCount(value.products) &&
    isCount(value.integrations) &&
    isList(value.skipped) &&
    value.skipped.every(isSkip) &&
    isTextOrUnset(value.summary)
  return proper ? undefined : 'must return { products, integrations, skipped: [{ item, reason }], summary? }'
}

function isRejection(value: JsonValue): value is { index: number; reason: string; retryable: boolean } {
  return (
    isObject(value) && isCount(value.index) && typeof value.reason === 'string' && typeof value.retryable === 'boolean'
  )
}

function isCount(value: JsonValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isTextOrUnset(value: JsonValue | undefined): boolean {
  return value === undefined || typeof value === 'string'
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function isObject(value: JsonValue): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
