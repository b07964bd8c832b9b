import { flood } from './flood.ts'
import { isAction, type MeshData, type PlugData } from './mesh-data.ts'
import type { MeshFlow } from './mesh-flow.ts'

/** What goes dark when an instance fails. */
export interface Impact {
  readonly instance: string
  /** Instances that get no data any more, directly or through others, and so have nothing to pass on. */
  readonly blind: readonly string[]
  /** Plugs that carry nothing any more: those of the instance and those that leave a blind one. */
  readonly plugs: readonly PlugData[]
  /** Topics that an instance got before and does not get any more. */
  readonly topics: readonly { readonly instance: string; readonly topic: string }[]
  /** Dark plugs for alerts and incidents. */
  readonly detections: readonly PlugData[]
  /** Dark plugs for actions. */
  readonly responses: readonly PlugData[]
}

const findings: ReadonlySet<string> = new Set(['alerts', 'incidents'])

/**
 * Works out what goes dark when an instance fails. Data comes from instances that nothing feeds, and from rings of instances that only
 * feed each other; whoever cannot be reached from any of them any more is blind.
 */
export function measureImpact({ plugs: all }: MeshData, flow: MeshFlow, failed: number): Impact {
  const fed = floodWithout(flow, failed)
  const isDark = (at: number) => {
    const source = flow.sources[at]!
    return source === failed || flow.destinations[at] === failed || !fed[source]
  }
  const instance = flow.names[failed]!
  const plugs = all.filter((_, at) => isDark(at))
  return {
    instance,
    blind: flow.names.filter((_, id) => !fed[id]),
    plugs,
    topics: flow.supplies
      .filter((supply) => supply.instance !== instance && supply.plugs.every(isDark))
      .map(({ instance: loser, topic }) => ({ instance: loser, topic })),
    detections: plugs.filter((plug) => !isAction(plug) && findings.has(plug.topic)),
    responses: plugs.filter(isAction),
  }
}

/** Marks who still gets data, or needs none; and the one that failed, so that nothing passes through it. */
function floodWithout({ names, feeds, origins }: MeshFlow, failed: number): Uint8Array {
  const marks = new Uint8Array(names.length)
  marks[failed] = 1
  for (const origin of origins) flood(feeds, origin, marks)
  return marks
}
