import type { Setting } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import type { Mesh } from './mesh.ts'

/** Settings that a plug may have: those of both sides' integrations, whichever of them serve it. */
export function declaredPlugSettings(
  { project, integrationsOf }: { readonly project: Pick<Mesh['project'], 'instances'> } & Pick<Mesh, 'integrationsOf'>,
  { source, destination, topic }: PlugRef,
): readonly Setting[] {
  const products = [source, destination].map((name) => project.instances.get(name)?.product)
  return products.flatMap((product, index) =>
    integrationsOf(product ?? '')
      .filter((each) => each.target === products[1 - index] && (each.topic ?? topic) === topic)
      .flatMap(({ settings }) => settings),
  )
}
