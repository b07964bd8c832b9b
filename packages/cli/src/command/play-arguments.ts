import { optional, required } from './arguments.ts'
import { present } from './present.ts'

/** `TOPIC SRC [DST]` of the commands that play a plug, or an instance alone. */
export const playArguments = {
  topic: required('What flows, or the action.'),
  source: required('The instance it comes from, or the one that is meant alone.'),
  destination: optional('The instance it goes to.'),
}

export interface PlayWords {
  readonly topic: string
  readonly source: string
  readonly destination: string | undefined
}

/** The words as the engine takes them. */
export function playTarget({ topic, source, destination }: PlayWords, mode: 'push' | 'pull' | undefined) {
  return { topic, source, ...present({ destination, mode }) }
}
