import type { Diagnostic } from '../diagnostic.ts'
import { given } from '../given.ts'
import type { Intent } from '../manifests/intent.ts'
import { suggestName } from '../names/suggest-name.ts'
import type { Located } from '../yaml/located.ts'
import { type ManifestSource, placeOf, report } from './manifest-source.ts'
import { entriesOf, takeBoolean, takeNode, takeString } from './take.ts'

export interface IntentFile {
  readonly intents: readonly Intent[]
  /** Every problem of the file; intents that can be read are there all the same. */
  readonly diagnostics: readonly Diagnostic[]
}

const needed = ['topic', 'from', 'to'] as const
const known = ['name', ...needed, 'up']

/** Reads `intents:`, a list of `{ name?, topic, from, to, up? }`. */
export function readIntents(source: ManifestSource): IntentFile {
  const list = takeNode(source.root, 'intents')
  if (list?.kind !== 'list') {
    report(source, {
      severity: 'error',
      code: 'INTENTS_MISSING',
      message: 'there is no list "intents"',
      hint: 'write  intents:  and below it  - { topic: alerts, from: edr, to: soar }',
      offset: (list ?? source.root).offset,
    })
    return { intents: [], diagnostics: source.diagnostics }
  }
  if (list.items.length === 0) reportNothing(source, list)
  const intents = list.items.flatMap((item) => readIntent(item, source) ?? [])
  return { intents, diagnostics: source.diagnostics }
}

/** What proves nothing must not look as if all were proved. */
function reportNothing(source: ManifestSource, { offset }: Located): void {
  report(source, {
    severity: 'error',
    code: 'INTENTS_EMPTY',
    message: 'the list "intents" is empty: there is nothing to prove',
    hint: 'add an intent:  - { topic: alerts, from: edr, to: soar }',
    offset,
  })
}

function readIntent(item: Located, source: ManifestSource): Intent | undefined {
  refuseUnknownKeys(item, source)
  const [topic, from, to] = needed.map((key) => takeString(item, key))
  if (topic === undefined || from === undefined || to === undefined) {
    const missing = needed.filter((key) => takeString(item, key) === undefined)
    report(source, {
      severity: 'error',
      code: 'INTENT_INCOMPLETE',
      message: `this intent has no ${missing.join(', no ')}`,
      hint: 'say what flows (topic) from which instance or product to which',
      offset: item.offset,
    })
    return undefined
  }
  const place = placeOf(source, item.offset)
  return { ...given('name', takeString(item, 'name')), topic, from, to, up: takeBoolean(item, 'up') ?? false, place }
}

function refuseUnknownKeys(item: Located, source: ManifestSource): void {
  for (const { key, keyOffset } of entriesOf(item)) {
    if (known.includes(key)) continue
    const meant = suggestName(key, known)
    const hint = meant === undefined ? `known keys are ${known.join(', ')}` : `did you mean "${meant}"?`
    report(source, {
      severity: 'error',
      code: 'INTENT_UNKNOWN_KEY',
      message: `unknown key "${key}"`,
      hint,
      offset: keyOffset,
    })
  }
}
