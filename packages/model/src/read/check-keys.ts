import { suggestName } from '../names/suggest-name.ts'
import { knownKeys } from '../schema/validators.generated.js'
import type { ManifestKind } from '../schema-url.ts'
import type { Located, LocatedEntry } from '../yaml/located.ts'
import type { YamlProblem } from '../yaml/yaml-problem.ts'
import { SECTIONS } from './read-capabilities.ts'
import { entriesOf, takeNode } from './take.ts'

/**
 * Finds keys that look like a slip: near a key that is known there, or known only further out (which is what a wrong
 * indentation looks like). Other unknown keys are somebody's own and are kept in silence.
 */
export function checkKeys(kind: ManifestKind, root: Located): readonly YamlProblem[] {
  const own = findSlips(root, { known: knownKeys[kind], severity: 'error' })
  const settings = kind === 'product' || kind === 'integration' ? checkSettings(takeNode(root, 'settings')) : []
  return [...own, ...settings, ...(kind === 'product' ? checkSections(root) : [])]
}

/** Keys of a definition that mean a mistake wherever else they stand. */
const FRAME = new Set(['consumes', 'produces', 'triggers', 'executes', 'settings', 'permissions', 'concurrency'])

interface Expected {
  readonly known: readonly string[]
  readonly severity: 'error' | 'warning'
}

function findSlips(node: Located | undefined, { known, severity }: Expected): YamlProblem[] {
  return entriesOf(node)
    .filter(({ key }) => !known.includes(key))
    .flatMap((entry) => describeSlip(entry, { known, severity }))
}

function describeSlip({ key, keyOffset }: LocatedEntry, { known, severity }: Expected): YamlProblem[] {
  const meant = suggestName(key, known)
  if (meant === undefined) return FRAME.has(key) ? [describeMisplaced(key, keyOffset)] : []
  const message = `unknown key "${key}"`
  return [{ severity, code: 'MANIFEST_UNKNOWN_KEY', message, hint: `did you mean "${meant}"?`, offset: keyOffset }]
}

function describeMisplaced(key: string, offset: number): YamlProblem {
  return {
    severity: 'warning',
    code: 'MANIFEST_MISPLACED_KEY',
    message: `"${key}" belongs at the top of a definition, and means nothing here`,
    hint: 'check the indentation of this line',
    offset,
  }
}

/** Any key may narrow a capability, so that one near a known key may be meant. */
function checkSections(root: Located): YamlProblem[] {
  const expected = { known: knownKeys.capability, severity: 'warning' } as const
  return SECTIONS.flatMap(([section]) => {
    const node = takeNode(root, section)
    if (node?.kind === 'list') return node.items.flatMap((item) => findSlips(item, expected))
    return entriesOf(node).flatMap((topic) => [
      ...(FRAME.has(topic.key) ? [describeMisplaced(topic.key, topic.keyOffset)] : []),
      ...itemsOf(topic.value).flatMap((item) => findSlips(item, expected)),
    ])
  })
}

function itemsOf(node: Located): readonly Located[] {
  return node.kind === 'list' ? node.items : [node]
}

/** A slip in a setting may put a secret in clear text, so it is an error at any depth. */
function checkSettings(node: Located | undefined): YamlProblem[] {
  const settings = node?.kind === 'list' ? node.items : entriesOf(node).map(({ value }) => value)
  return settings.flatMap((setting) => [
    ...findSlips(setting, { known: knownKeys.setting, severity: 'error' }),
    ...checkSettings(takeNode(setting, 'properties')),
    ...checkItems(takeNode(setting, 'items')),
  ])
}

function checkItems(items: Located | undefined): YamlProblem[] {
  if (items?.kind === 'list') return checkSettings(items)
  return items?.kind === 'map'
    ? checkSettings({ kind: 'list', items: [items], offset: items.offset, size: items.size + 1 })
    : []
}
