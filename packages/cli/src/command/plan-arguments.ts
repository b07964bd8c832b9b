import { modes, optional } from './arguments.ts'
import { present } from './present.ts'

/** `[SRC [DST [TOPIC [MODE]]]]` of `plan`, `up` and `down`. */
export const planArguments = {
  source: optional('Only plugs from this instance.'),
  destination: optional('… and to this one.'),
  topic: optional('… and of this topic.'),
  mode: optional('… and in this mode.', modes),
}

export interface PlanWords {
  readonly source: string | undefined
  readonly destination: string | undefined
  readonly topic: string | undefined
  readonly mode: string | undefined
}

/** The words as the engine's filter. */
export function planFilter({ source, destination, topic, mode }: PlanWords) {
  return present({ source, destination, topic, mode: mode as 'push' | 'pull' | undefined })
}
