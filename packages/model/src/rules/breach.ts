import type { Diagnostic } from '../diagnostic.ts'
import { findNode } from '../yaml/find-node.ts'
import type { RuleInput } from './rule.ts'

/** What a rule has to say; where it stands is found by `placeBreach`. */
export interface Breach {
  readonly severity?: Diagnostic['severity']
  readonly code: string
  readonly message: string
  readonly hint: string
}

export interface BreachPlace {
  /** A manifest, or a folder that has none. */
  readonly file: string
  /** Into the manifest; the start of the file when nothing is there. */
  readonly path?: readonly (string | number)[]
  /** The key at the path, not its value. */
  readonly atKey?: boolean
}

/** Makes a diagnostic of what breaks a rule. */
export function placeBreach({ sources }: Pick<RuleInput, 'sources'>, breach: Breach, place: BreachPlace): Diagnostic {
  const { severity = 'error', code, message, hint } = breach
  return { severity, code, message, hint, ...findPlace(sources, place) }
}

function findPlace(sources: RuleInput['sources'], { file, path = [], atKey = false }: BreachPlace) {
  const source = sources.get(file)
  const found = source === undefined || path.length === 0 ? undefined : findNode(source.root, path)
  if (source === undefined || found === undefined) return { file, line: 1, column: 1 }
  const offset = atKey ? (found.keyOffset ?? found.node.offset) : found.node.offset
  return { file, ...source.lines.placeOf(offset) }
}
