import * as Flags from '@oclif/core/flags'
import { modes, optional } from './arguments.ts'
import { parsePattern } from './parse-patterns.ts'
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

/** `--exclude`, of the same commands. */
export const excludeFlag = Flags.string({
  description: 'Leave these plugs out; may be given more than once. A * stands for any.',
  helpValue: 'SRC[/DST[/TOPIC[/MODE]]]',
  multiple: true,
  multipleNonGreedy: true,
  default: [],
})

/** The words as the engine's filter. */
export function planFilter({ source, destination, topic, mode }: PlanWords, exclude: readonly string[] = []) {
  return {
    ...present({ source, destination, topic, mode: mode as 'push' | 'pull' | undefined }),
    ...(exclude.length > 0 && { exclude: exclude.map(parsePattern) }),
  }
}
