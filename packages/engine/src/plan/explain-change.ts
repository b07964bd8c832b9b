import { compareNames } from '@meshroom/model'
import { canonicalJson } from '../state/canonical-json.ts'
import type { RecordedIntegration, StepInputs } from '../state/plug-state.ts'

/**
 * Why a step must run again: the first of settings, secrets, definition and code that differ. Secrets are known by keyed digests, never by value.
 *
 * @returns undefined when nothing differs
 * @example
 * explainChange(before, now) // 'settings changed: region, url'
 */
export function explainChange(before: StepInputs, now: StepInputs): string | undefined {
  const keys = (['instance', 'peer', 'plug'] as const).flatMap((whose) => changedKeys(before[whose], now[whose]))
  if (keys.length > 0) return `settings changed: ${[...new Set(keys)].sort(compareNames).join(', ')}`
  const secrets = changedSecrets(before, now)
  if (secrets.length > 0) return `secret changed: ${secrets.join(', ')}`
  if (before.definition !== now.definition) return 'definition changed'
  const manifest = changedManifest(before.integration, now.integration)
  if (manifest !== undefined) return manifest
  return before.code === now.code ? undefined : 'hook code changed'
}

/** Only those that were known: where they are not now, nothing is said of them. */
function changedSecrets({ secrets: before }: StepInputs, { secrets: now }: StepInputs): string[] {
  if (before === undefined || now === undefined) return []
  const changed = Object.keys(before).filter((name) => before[name] !== now[name])
  return [...new Set(changed.map((name) => name.slice(name.indexOf('.') + 1)))].sort(compareNames)
}

function changedManifest(
  before: RecordedIntegration | undefined,
  now: RecordedIntegration | undefined,
): string | undefined {
  if (before === undefined || now === undefined) return undefined
  const keys = changedKeys(before.manifest, now.manifest)
  return keys.length === 0 ? undefined : `definition changed: ${keys.sort(compareNames).join(', ')}`
}

function changedKeys(before: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(now)])
  return [...keys].filter((key) => canonicalJson(before[key]) !== canonicalJson(now[key]))
}
