import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SecretOwner } from '@meshroom/secrets'

/**
 * Everything in a project that may own a secret, by the names of its folders and files alone: what `secretOwners` says of the project, for
 * those who have no time to read it.
 */
export function ownersOnDisk(root: string): SecretOwner[] {
  const identities = namesIn(root, 'instances').flatMap((product) =>
    namesIn(root, 'instances', product).map((instance) => ({ product, instance })),
  )
  const ofInstances = identities.map((identity): SecretOwner => ({ kind: 'instance', ...identity }))
  return [...ofInstances, ...identities.flatMap((identity) => plugsOf(root, identity))]
}

/** The product of an instance; undefined where none or more than one has an instance of that name. */
export function productOnDisk(root: string, instance: string): string | undefined {
  const [product, ...others] = namesIn(root, 'instances').filter((each) =>
    namesIn(root, 'instances', each).includes(instance),
  )
  return others.length === 0 ? product : undefined
}

function plugsOf(root: string, { product, instance }: { product: string; instance: string }): SecretOwner[] {
  const folder = ['instances', product, instance, 'plugs']
  return namesIn(root, ...folder).flatMap((destination) =>
    namesIn(root, ...folder, destination).flatMap((file) => {
      const [, topic, pull] = /^(.+?)(_pull)?\.ya?ml$/.exec(file) ?? []
      const mode = pull === undefined ? 'push' : 'pull'
      return topic === undefined ? [] : [{ kind: 'plug' as const, source: instance, destination, topic, mode }]
    }),
  )
}

/** Without those that are a tool's. */
function namesIn(root: string, ...path: readonly string[]): string[] {
  try {
    return readdirSync(join(root, ...path)).filter((name) => !name.startsWith('.') && !NOT_OURS.has(name))
  } catch {
    return []
  }
}

const NOT_OURS = new Set(['__pycache__', 'node_modules'])
