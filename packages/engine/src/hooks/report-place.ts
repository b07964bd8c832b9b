import type { Diagnostic, Place } from '@meshroom/model'
import type { Node } from 'acorn'

/** Notes a problem at a place of the file that is being read. */
export type Report = (
  node: Node,
  code: string,
  message: string,
  options?: Partial<Pick<Diagnostic, 'severity' | 'hint' | 'related'>>,
) => void

/** A {@link Report} for one file, which adds to `diagnostics`; of severity `error` where nothing else is said. */
export function reportInto(diagnostics: Diagnostic[], file: string): Report {
  return (node, code, message, options = {}) => {
    diagnostics.push({ severity: 'error', code, message, ...placeOf(node, file), ...options })
  }
}

/** Where a node begins. acorn counts columns from 0, people from 1. */
export function placeOf(node: Node, file: string): Place {
  const { line = 1, column = 0 } = node.loc?.start ?? {}
  return { file, line, column: column + 1 }
}
