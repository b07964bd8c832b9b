import type { JsonObject, JsonValue } from '../json-value.ts'
import type { ManifestSource } from '../read/manifest-source.ts'
import { parseManifest } from '../read/parse-manifest.ts'
import type { ManifestKind } from '../schema-url.ts'
import { toPlain } from '../yaml/located.ts'
import type { EditPath } from './edit.ts'
import { editText, requireSound } from './edit-text.ts'
import { planMerge } from './plan-merge.ts'
import { renderManifest } from './render-manifest.ts'

export interface MergeInput {
  readonly kind: ManifestKind
  /** Text of the file as it is; undefined when there is none. */
  readonly current: string | undefined
  /** What this program wrote there last; undefined when it never did. */
  readonly base: JsonObject | undefined
  /** What it wants to write now. */
  readonly next: JsonObject
  /** Named in errors. */
  readonly file: string
}

export interface MergeResult {
  /** The text to write; undefined when a person deleted the file, which stays so. */
  readonly text: string | undefined
  readonly changed: boolean
  /** Where a person's choice was left alone though it differs from `next`: `settings[0].default`, `produces.alerts`. */
  readonly kept: readonly string[]
}

/**
 * Merges what a program wants in a manifest into what stands there. A value is updated only where it still is what the program
 * wrote last; what a person changed, added or deleted stays. Settings and capabilities are told apart by what they are, not by where
 * they stand. Comments, order and style survive, and where nothing differs the text is the same to the byte.
 *
 * @throws MeshroomError `MANIFEST_BROKEN` when the current text is not sound YAML
 */
export function mergeManifest({ kind, current, base, next, file }: MergeInput): MergeResult {
  if (current === undefined) {
    if (base !== undefined) return { text: undefined, changed: false, kept: ['(the whole file)'] }
    return { text: renderManifest(kind, next), changed: true, kept: [] }
  }
  return mergeText(current, { base, next, file })
}

function mergeText(current: string, { base, next, file }: Pick<MergeInput, 'base' | 'next' | 'file'>): MergeResult {
  const source = parseManifest(file, new TextEncoder().encode(current))
  requireSound(source)
  const { edits, kept } = planMerge({ current: dataOf(source), base, next })
  const text = edits.length === 0 ? current : editText(current, edits, file)
  return { text, changed: text !== current, kept: kept.map(showPath) }
}

/** A file with comments only is an empty mapping. */
function dataOf({ root }: ManifestSource): JsonValue {
  return toPlain(root) ?? {}
}

function showPath(path: EditPath): string {
  if (path.length === 0) return '(the whole file)'
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}
