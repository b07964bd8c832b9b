import { MeshroomError } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import { matchesFilter, type PlanFilter, type PlugPattern } from '../plan/plan-filter.ts'
import { plugKey } from '../state/plug-state.ts'
import { unknownName } from './find-by-name.ts'
import type { Mesh } from './mesh.ts'

/**
 * Whoever names plugs means some: what names none would spare nothing, or do nothing, without a word. Plugs that are gone from the project
 * but recorded count.
 *
 * @throws MeshroomError `INSTANCE_UNKNOWN` or `TOPIC_UNKNOWN` where neither a manifest nor a state has the name; `PLUG_UNKNOWN` where no plug
 * fits the names together
 */
export async function checkFilter(mesh: Mesh, { exclude = [], ...filter }: PlanFilter): Promise<void> {
  const patterns = [filter, ...exclude].filter((pattern) => Object.values(pattern).some((part) => part !== undefined))
  if (patterns.length === 0) return
  const { states, problems } = await mesh.states.readAll()
  const plugs = [...mesh.project.plugs, ...[...states, ...problems].map(({ plug }) => plug)]
  for (const pattern of patterns) {
    checkNames(mesh, pattern, plugs)
    if (!plugs.some((plug) => matchesFilter(plug, pattern))) throw noPlug(pattern, plugs)
  }
}

function checkNames({ project }: Mesh, { source, destination, topic }: PlugPattern, plugs: readonly PlugRef[]): void {
  const instances = new Set([...project.instances.keys(), ...plugs.flatMap((plug) => [plug.source, plug.destination])])
  for (const name of [source, destination].filter((each) => each !== undefined)) {
    if (instances.has(name)) continue
    const otherwise = 'meshroom list instances'
    throw unknownName('INSTANCE_UNKNOWN', `there is no instance "${name}"`, { name, known: instances, otherwise })
  }
  const topics = new Set(plugs.map((plug) => plug.topic))
  if (topic === undefined || topics.has(topic)) return
  const otherwise = 'meshroom list plugs'
  throw unknownName('TOPIC_UNKNOWN', `no plug is of topic "${topic}"`, { name: topic, known: topics, otherwise })
}

const mostNamed = 3

function noPlug(pattern: PlugPattern, plugs: readonly PlugRef[]): MeshroomError {
  const near = nearest(pattern, plugs)
  const more = near.length > mostNamed ? ', …' : ''
  return new MeshroomError('PLUG_UNKNOWN', `no plug fits ${sayPattern(pattern)} (source/destination/topic/mode)`, {
    hint:
      near.length === 0
        ? 'meshroom list plugs'
        : `there is ${near.slice(0, mostNamed).join(', ')}${more}; meshroom list plugs shows them all`,
    data: { pattern: sayPattern(pattern), suggestions: near.slice(0, mostNamed) },
  })
}

/** Those with the ends swapped, otherwise those that have most of the parts. */
function nearest(pattern: PlugPattern, plugs: readonly PlugRef[]): string[] {
  const swapped = { ...pattern, source: pattern.destination, destination: pattern.source }
  const turned = plugs.filter((plug) => matchesFilter(plug, swapped))
  const most = Math.max(...plugs.map((plug) => sharedParts(plug, pattern)), 1)
  const found = turned.length > 0 ? turned : plugs.filter((plug) => sharedParts(plug, pattern) === most)
  return [...new Set(found.map(plugKey))].sort()
}

const parts = ['source', 'destination', 'topic', 'mode'] as const

function sharedParts(plug: PlugRef, pattern: PlugPattern): number {
  return parts.filter((part) => plug[part] === pattern[part]).length
}

/** As `--exclude` takes it. */
function sayPattern(pattern: PlugPattern): string {
  const last = parts.findLastIndex((part) => pattern[part] !== undefined)
  return parts
    .slice(0, last + 1)
    .map((part) => pattern[part] ?? '*')
    .join('/')
}
