import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import type { Hook, HookOptions } from '@meshroom/hooks-sdk'
import type { WireHook } from '../protocol.ts'

type Sdk = typeof import('@meshroom/hooks-sdk')

/** Why a hook cannot be run. */
export class LoadError extends Error {}

/** Complete, as those that declarations are read by: what is left out here could be changed while its file runs. */
const known: Readonly<Record<keyof HookOptions, true>> = {
  topic: true,
  mode: true,
  format: true,
  title: true,
  order: true,
  ownsBoth: true,
  keepWhenOverloaded: true,
  requires: true,
  replace: true,
  settles: true,
  timeout: true,
}

/** Those that were found to be what their declarations say. */
const loaded = new Map<string, Hook>()

/**
 * Imports a hook's file and takes out the hook, which must be what its declaration says: plans were made from that.
 *
 * @throws LoadError
 */
export async function loadHook(declared: WireHook, sdk: Sdk): Promise<Hook> {
  const key = JSON.stringify(declared)
  const hook = loaded.get(key) ?? (await findHook(declared, sdk))
  loaded.set(key, hook)
  return hook
}

async function findHook({ file, export: name, kind, options }: WireHook, sdk: Sdk): Promise<Hook> {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(file).href).catch((cause: unknown) => {
    throw new LoadError('cannot be loaded', { cause })
  })
  const hook = module[name]
  if (!isHook(hook)) throw new LoadError('is not a hook of this SDK')
  if (hook.$meshroomHook !== sdk.hookVersion) {
    throw new LoadError(
      `is of version ${String(hook.$meshroomHook)} of the hooks' contract; this Meshroom runs version ${sdk.hookVersion}`,
    )
  }
  if (hook.kind !== kind || !isDeepStrictEqual(plain(hook.options), plain(options))) {
    throw new LoadError('is not what its source says: its options are changed while the file runs')
  }
  return hook
}

/** Options without keys that are unset or unknown to this version: such are left out of a declaration too. */
function plain(options: Hook['options']): object {
  const entries = Object.entries(options).filter(([key, value]) => value !== undefined && Object.hasOwn(known, key))
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function isHook(value: unknown): value is Hook {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$meshroomHook' in value &&
    'run' in value &&
    typeof value.run === 'function'
  )
}
