import type { PlanFilter, PlugPattern } from '../plan/plan-filter.ts'
import { unknownName } from './find-by-name.ts'
import type { Mesh } from './mesh.ts'

/** @throws MeshroomError `INSTANCE_UNKNOWN` or `TOPIC_UNKNOWN` where neither a manifest nor a state has the name */
export async function checkFilter(mesh: Mesh, { exclude = [], ...filter }: PlanFilter): Promise<void> {
  for (const pattern of [filter, ...exclude]) await checkPattern(mesh, pattern)
}

async function checkPattern(mesh: Mesh, { source, destination, topic }: PlugPattern): Promise<void> {
  if (source === undefined && destination === undefined && topic === undefined) return
  const { states, problems } = await mesh.states.readAll()
  const plugs = [...mesh.project.plugs, ...[...states, ...problems].map(({ plug }) => plug)]
  const instances = new Set([
    ...mesh.project.instances.keys(),
    ...plugs.flatMap((plug) => [plug.source, plug.destination]),
  ])
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
