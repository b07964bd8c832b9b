import type { PlugPattern } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import { modes } from './arguments.ts'
import { present } from './present.ts'

/**
 * Reads `SRC[/DST[/TOPIC[/MODE]]]`, a `*` for any, as the engine's pattern of plugs.
 *
 * @throws MeshroomError `USAGE`
 * @example
 * parsePattern('myedr/*' + '/events') // { source: 'myedr', topic: 'events' }
 */
export function parsePattern(text: string): PlugPattern {
  const parts = text.split('/').map((part) => (part === '*' ? undefined : part))
  const [source, destination, topic, mode] = parts
  const isMode = mode === undefined || modes.some((each) => each === mode)
  if (parts.length > 4 || parts.includes('') || !isMode || parts.every((part) => part === undefined))
    throw new MeshroomError('USAGE', `"${text}" names no plugs`, {
      hint: 'SOURCE, SOURCE/DESTINATION, SOURCE/DESTINATION/TOPIC or SOURCE/DESTINATION/TOPIC/push; * for any',
    })
  return present({ source, destination, topic, mode: mode as 'push' | 'pull' | undefined })
}
