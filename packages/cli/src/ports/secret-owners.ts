import type { SecretOwner } from '@meshroom/engine'
import type { Project } from '@meshroom/model'

/** Everything in a project that may own a secret. */
export function secretOwners({ instances, plugs }: Project): SecretOwner[] {
  const ofInstances = [...instances.values()].map(
    ({ name, product }): SecretOwner => ({ kind: 'instance', product, instance: name }),
  )
  const ofPlugs = plugs.map(
    ({ source, destination, topic, mode }): SecretOwner => ({ kind: 'plug', source, destination, topic, mode }),
  )
  return [...ofInstances, ...ofPlugs]
}
