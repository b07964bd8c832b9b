import type { PlugRef, SideSelection } from '@meshroom/engine'
import { cleanLine } from './clean-text.ts'
import { drawPlug } from './draw-plug.ts'

export interface Plugged {
  readonly plug: PlugRef
  readonly format?: string
  readonly file: string
  readonly sides: readonly SideSelection[]
}

/** The plug, and for each end which hooks will set it up and why those. */
export function drawPlugged({ plug, format, file, sides }: Plugged): string[] {
  return [
    `plugged ${drawPlug(plug)}${format ? ` (${cleanLine(format)})` : ''}`,
    `  wrote ${cleanLine(file)}`,
    ...sides.map((side) => `  ${side.instance}: ${cleanLine(side.reason)}`),
  ]
}
