import * as Flags from '@oclif/core/flags'
import { modes, roles } from './arguments.ts'

/** `--mode`, narrowed to the two there are. */
export const modeFlag = Flags.option({
  description: 'push: the source is active; pull: the destination is.',
  options: modes,
})()

/** `--role` */
export const roleFlag = Flags.option({ description: 'What the product does with the topic.', options: roles })()

/** `--topic` */
export const topicFlag = Flags.string({ description: 'A topic or an action, such as events.', helpValue: 'TOPIC' })

/** `--format` */
export const formatFlag = Flags.string({ description: 'A format, such as stix or ocsf.', helpValue: 'FORMAT' })

/** `-c key=value`, of commands that write settings. */
export const configFlag = Flags.string({
  char: 'c',
  description: 'A setting; may be given more than once. Not for secrets.',
  helpValue: 'KEY=VALUE',
  multiple: true,
  multipleNonGreedy: true,
  default: [],
})

/** `-s KEY`, of commands that keep secrets. */
export const secretFlag = Flags.string({
  char: 's',
  description: 'A secret, read from one line of standard input; the first -s takes the first line.',
  helpValue: 'KEY',
  multiple: true,
  multipleNonGreedy: true,
  default: [],
})

/** `-p key=value`, of trigger and execute. */
export const parameterFlag = Flags.string({
  char: 'p',
  description: 'An argument of the action; may be given more than once.',
  helpValue: 'KEY=VALUE',
  multiple: true,
  multipleNonGreedy: true,
  default: [],
})

/** `--parallelism N` */
export const parallelismFlag = Flags.integer({
  description: 'How many steps run at once; plugs that have begun come first.',
  min: 1,
  default: 10,
  helpValue: 'N',
})

/** `--lock-timeout SECONDS` */
export const lockTimeoutFlag = Flags.integer({
  description: 'How many seconds to wait for another run of this project; the exit code is 4 after that.',
  min: 0,
  default: 0,
  helpValue: 'SECONDS',
})

/** `--limit N`, with how many where it is not given. */
export function limitFlag(description: string, fallback: number) {
  return Flags.integer({ description, min: 1, default: fallback, helpValue: 'N' })
}
