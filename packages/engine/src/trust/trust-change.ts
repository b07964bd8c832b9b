import { compareNames, type Permissions } from '@meshroom/model'
import type { TrustSubject } from './trust-subject.ts'

/** What is different from what was trusted before. Paths are relative to the product's folder, sorted. */
export interface TrustChange {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
  /** Permissions that are asked for now and were not before, calls, and defaults of settings: `net api.example.com`, `git`, `call GET https://…`, `default url is "https://…"`. */
  readonly gained: readonly string[]
  /** The reverse. */
  readonly lost: readonly string[]
}

type Trusted = Pick<TrustSubject, 'files' | 'permissions'> & Partial<Pick<TrustSubject, 'calls' | 'defaults'>>

/** Compares what was trusted with what there is now. */
export function compareTrust(before: Trusted, now: Trusted): TrustChange {
  const paths = [...new Set([...Object.keys(before.files), ...Object.keys(now.files)])].toSorted(compareNames)
  const gone = askedWords(before)
  const asked = askedWords(now)
  return {
    added: paths.filter((path) => before.files[path] === undefined),
    changed: paths.filter((path) => isOther(before.files[path], now.files[path])),
    removed: paths.filter((path) => now.files[path] === undefined),
    gained: asked.filter((word) => !gone.includes(word)),
    lost: gone.filter((word) => !asked.includes(word)),
  }
}

/** Everything that is asked for, in words: permissions, calls, and defaults of the settings that permissions name. */
export function askedWords({ permissions, calls = [], defaults = [] }: Omit<Trusted, 'files'>): readonly string[] {
  return [
    ...permissionWords(permissions),
    ...calls.map((call) => `call ${call}`),
    ...defaults.map((text) => `default ${text}`),
  ]
}

/** Each permission in two words, sorted. */
function permissionWords({ net, run, write, git }: Permissions): readonly string[] {
  const named = (kind: string, list: readonly string[]) => list.map((each) => `${kind} ${each}`)
  return [...(git ? ['git'] : []), ...named('net', net), ...named('run', run), ...named('write', write)]
}

function isOther(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now
}
