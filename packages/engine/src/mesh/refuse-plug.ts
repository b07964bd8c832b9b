import { type Diagnostic, validateSettings } from '@meshroom/model'
import type { RefusedPlug } from '../plan/plug-facts.ts'
import { type DescribedPlug, plugSchema } from './describe-plug.ts'
import { findInstance, findProduct } from './find-by-name.ts'
import type { Mesh } from './mesh.ts'
import { overlayFiles } from './overlay-file.ts'

/** A manifest that could be read only in part is no ground to touch a tenant on. */
export function refuseBroken(mesh: Mesh, described: DescribedPlug): RefusedPlug | undefined {
  const { plug } = described
  const files = new Set(filesOf(mesh, described))
  const broken = mesh.project.diagnostics.find(({ severity, file }) => severity === 'error' && files.has(file))
  if (broken === undefined) return undefined
  return {
    plug,
    code: broken.code,
    message: `${placeOf(broken)}: ${broken.message}`,
    hint: broken.hint ?? 'meshroom validate',
  }
}

/** Why the plug's own or its instances' settings do not do, if so. */
export function refuseSettings(mesh: Mesh, { plug, manifest, selection }: DescribedPlug): RefusedPlug | undefined {
  for (const name of [plug.source, plug.destination]) {
    const instance = findInstance(mesh, name)
    const [problem] = validateSettings(findProduct(mesh, instance.product).settings, instance.settings)
    if (problem === undefined) continue
    const hint = `meshroom configure ${name}`
    return { plug, code: problem.code, message: `${name}: ${problem.message}`, hint }
  }
  const [problem] = validateSettings(plugSchema(selection), manifest.settings)
  if (problem === undefined) return undefined
  const hint = `meshroom configure ${plug.source} ${plug.destination} ${plug.topic}`
  return { plug, code: problem.code, message: problem.message, hint }
}

function filesOf(mesh: Mesh, { plug, manifest, selection }: DescribedPlug): string[] {
  const instances = [plug.source, plug.destination].map((name) => findInstance(mesh, name))
  return [
    manifest.file,
    ...overlayFiles(mesh.environment),
    ...instances.flatMap(({ file, product }) => [file, findProduct(mesh, product).file]),
    ...selection.sides.map(({ integrationFile }) => integrationFile),
  ].filter((file) => file !== undefined)
}

function placeOf({ file, line, column }: Diagnostic): string {
  return `${file}:${line}:${column}`
}
