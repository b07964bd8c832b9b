import { isAction, listInstances, type MeshData, type PlugData } from './mesh-data.ts'
import { reachFrom } from './reach.ts'

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
export function measureImpact(mesh: MeshData, instance: string): Impact {
  const data = mesh.plugs.filter((plug) => !isAction(plug))
  const remaining = data.filter(({ source, destination }) => source !== instance && destination !== instance)
  const sources = findOrigins(mesh, data).filter((origin) => origin !== instance)
  const fed = reachFrom(sources, remaining)
  const isDark = ({ source, destination }: PlugData) =>
    source === instance || destination === instance || !fed.has(source)
  const plugs = mesh.plugs.filter(isDark)
  return {
    instance,
    blind: listInstances(mesh).filter((name) => name !== instance && !fed.has(name)),
    plugs,
    topics: lostTopics(data, isDark).filter((loss) => loss.instance !== instance),
    detections: plugs.filter((plug) => !isAction(plug) && findings.has(plug.topic)),
    responses: plugs.filter(isAction),
  }
}

/** Instances that get data from no one but those that they feed themselves. */
function findOrigins(mesh: MeshData, data: readonly PlugData[]): string[] {
  const backwards = data.map((plug) => ({ ...plug, source: plug.destination, destination: plug.source }))
  return listInstances(mesh).filter((name) => {
    const fedByIt = reachFrom([name], data)
    return [...reachFrom([name], backwards).keys()].every((feeder) => fedByIt.has(feeder))
  })
}

function lostTopics(
  data: readonly PlugData[],
  isDark: (plug: PlugData) => boolean,
): { instance: string; topic: string }[] {
  const supplies = Map.groupBy(data, ({ destination, topic }) => JSON.stringify([destination, topic]))
  return [...supplies.values()]
    .filter((plugs) => plugs.every(isDark))
    .map(([plug]) => ({ instance: plug!.destination, topic: plug!.topic }))
    .sort((a, b) => (JSON.stringify([a.instance, a.topic]) < JSON.stringify([b.instance, b.topic]) ? -1 : 1))
}
