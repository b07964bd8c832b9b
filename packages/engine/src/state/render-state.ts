import { digestValue } from './digest-code.ts'
import type { PlugState } from './plug-state.ts'

/** The text of a state file: JSON that people can review, with a checksum, so that a changed bit is never taken for a state. */
export function renderState(state: PlugState): string {
  const { version, ...rest } = state
  return `${JSON.stringify({ version, checksum: checksumOf({ ...state }), ...rest }, null, 2)}\n`
}

/** Of the content without its checksum. */
export function checksumOf(content: Readonly<Record<string, unknown>>): string {
  return digestValue(content)
}
