import type { Permissions } from '@meshroom/model'
import type { TrustSubject } from './trust-subject.ts'

/** That a person trusts a product in one working tree, as kept in their state folder. */
export interface TrustRecord extends Pick<TrustSubject, 'product' | 'digest' | 'permissions' | 'files'> {
  readonly calls?: TrustSubject['calls']
  readonly defaults?: TrustSubject['defaults']
  readonly version: 1
  /** The working tree, for people. */
  readonly root: string
  /** ISO 8601. */
  readonly trustedAt: string
  /** The person is its author here: only what others' commits bring asks. */
  readonly own?: {
    /** The commit that the working tree was at; absent before the first one. */
    readonly head?: string
    /** sha256 of lines of others' that the person has agreed to and that this commit need not have. */
    readonly lines?: readonly string[]
  }
}

/** Reads a record. A text that is none is as good as no trust. */
export function parseTrustRecord(text: string): TrustRecord | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is TrustRecord {
  if (!isObject(value)) return false
  const { version, product, digest, permissions, files, calls = [], defaults = [], trustedAt, root, own } = value
  return (
    version === 1 &&
    [product, digest, trustedAt, root].every((each) => typeof each === 'string') &&
    isPermissions(permissions) &&
    isListOfTexts(calls) &&
    isListOfTexts(defaults) &&
    isObject(files) &&
    Object.values(files).every((each) => typeof each === 'string') &&
    (own === undefined || isOwn(own))
  )
}

function isOwn(own: unknown): boolean {
  if (!isObject(own)) return false
  const { head, lines = [] } = own
  return (head === undefined || typeof head === 'string') && isListOfTexts(lines)
}

/** Whether a value of a file is a product's permissions. */
export function isPermissions(value: unknown): value is Permissions {
  if (!isObject(value)) return false
  const lists = [value.net, value.run, value.write]
  return typeof value.git === 'boolean' && lists.every(isListOfTexts)
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
