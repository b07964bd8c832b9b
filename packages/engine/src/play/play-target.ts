import type { Mode } from '@meshroom/model'

/** What is played: a plug, or an instance alone where there is no destination. */
export interface PlayTarget {
  readonly topic: string
  readonly source: string
  readonly destination?: string
  readonly mode?: Mode
}
