import { GraphError } from '../graph-error.ts'
import { isSet } from '../match/capability.ts'
import { type InstanceData, type MeshData, type PlugData, sortPlugs } from './mesh-data.ts'

/**
 * Copies a mesh, so that nobody can change it any more, and puts it in order.
 *
 * @throws GraphError `GRAPH_INVALID_INSTANCE`, `GRAPH_INVALID_PLUG`
 */
export function readMesh({ instances, plugs }: MeshData): MeshData {
  const byName = instances.map(readInstance).sort((a, b) => (a.name < b.name ? -1 : 1))
  return { instances: byName, plugs: sortPlugs(plugs.map(readPlug)) }
}

function readInstance(instance: InstanceData, index: number): InstanceData {
  const fault = missingText(instance, ['name', 'product'])
  if (fault === undefined) return Object.freeze({ ...instance })
  throw new GraphError('GRAPH_INVALID_INSTANCE', `instance ${index + 1} cannot be read: ${fault}`, {
    hint: 'give each instance a name and the name of its product',
    data: { index },
  })
}

function readPlug(plug: PlugData, index: number): PlugData {
  const fault = missingText(plug, ['source', 'destination', 'topic']) ?? wrongWord(plug)
  if (fault === undefined) return Object.freeze({ ...plug })
  throw new GraphError('GRAPH_INVALID_PLUG', `plug ${index + 1} cannot be read: ${fault}`, {
    hint: 'give each plug a source, a destination, a topic and a mode',
    data: { index },
  })
}

function missingText(data: object, keys: readonly string[]): string | undefined {
  if (typeof data !== 'object' || data === null) return 'it is no object'
  const key = keys.find((each) => typeof (data as Record<string, unknown>)[each] !== 'string')
  return key && `${key} is not a string`
}

const words = {
  mode: ['push', 'pull'],
  kind: ['data', 'action'],
  status: ['up', 'down', 'partial'],
} as const satisfies Partial<Record<keyof PlugData, readonly string[]>>

function wrongWord(plug: PlugData): string | undefined {
  for (const [key, allowed] of Object.entries(words) as [keyof typeof words, readonly string[]][]) {
    if (isSet(plug[key]) && !allowed.includes(plug[key])) return `${key} is none of ${allowed.join(', ')}`
  }
  return isSet(plug.format) && typeof plug.format !== 'string' ? 'format is not a string' : undefined
}
