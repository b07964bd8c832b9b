import { type Instance, MeshroomError, type Plug, type Product, suggestName } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import { sayPlug } from '../state/plug-state.ts'
import type { Mesh } from './mesh.ts'

/** @throws MeshroomError `INSTANCE_UNKNOWN` with the nearest names */
export function findInstance({ project }: Pick<Mesh, 'project'>, name: string): Instance {
  const instance = project.instances.get(name)
  if (instance !== undefined) return instance
  throw unknownName('INSTANCE_UNKNOWN', `there is no instance "${name}"`, {
    name,
    known: project.instances.keys(),
    otherwise: project.products.has(name) ? `meshroom add ${name}` : 'meshroom list instances',
  })
}

/** @throws MeshroomError `PRODUCT_UNKNOWN` with the nearest names */
export function findProduct({ project }: Pick<Mesh, 'project'>, name: string): Product {
  const product = project.products.get(name)
  if (product !== undefined) return product
  throw unknownName('PRODUCT_UNKNOWN', `there is no product "${name}"`, {
    name,
    known: project.products.keys(),
    otherwise: `meshroom create product ${name}`,
  })
}

/** @throws MeshroomError `PLUG_UNKNOWN` with the nearest topic, or the command that makes it */
export function findPlug({ project, plugOf }: Pick<Mesh, 'project' | 'plugOf'>, wanted: PlugRef): Plug {
  const plug = plugOf(wanted)
  if (plug !== undefined) return plug
  const { source, destination, topic, mode } = wanted
  const between = project.plugs.filter((each) => each.source === source && each.destination === destination)
  throw unknownName('PLUG_UNKNOWN', `there is no plug of ${sayPlug(wanted)}`, {
    name: topic,
    known: between.map((each) => each.topic),
    otherwise: `meshroom plug ${topic} ${source} ${destination}${mode === 'pull' ? ' --mode=pull' : ''}`,
  })
}

/** An error about a name, with what was probably meant. */
export function unknownName(
  code: string,
  message: string,
  { name, known, otherwise }: { name: string; known: Iterable<string>; otherwise: string },
): MeshroomError {
  const near = suggestName(name, known)
  return new MeshroomError(code, message, {
    hint: near === undefined ? otherwise : `did you mean "${near}"?`,
    data: { name, suggestions: near === undefined ? [] : [near] },
  })
}
