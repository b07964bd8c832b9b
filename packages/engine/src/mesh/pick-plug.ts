import { MeshroomError, type Mode, type Plug } from '@meshroom/model'
import { findInstance, findPlug } from './find-by-name.ts'
import type { Mesh } from './mesh.ts'

/** A plug as a person names it: the mode only where there are two. */
export interface PlugName {
  readonly topic: string
  readonly source: string
  readonly destination: string
  readonly mode?: Mode
}

/**
 * Finds the plug that a person names.
 *
 * @throws MeshroomError `INSTANCE_UNKNOWN`; `PLUG_UNKNOWN` with the nearest topic; `PLUG_AMBIGUOUS` when it is there in both modes
 */
export function pickPlug(mesh: Mesh, name: PlugName): Plug {
  const { topic, source, destination, mode } = name
  const between = mesh.project.plugs.filter((plug) => plug.source === source && plug.destination === destination)
  const named = between.filter((plug) => plug.topic === topic && plug.mode === (mode ?? plug.mode))
  const [plug, second] = named
  if (second !== undefined)
    throw new MeshroomError(
      'PLUG_AMBIGUOUS',
      `${topic} from ${source} to ${destination} is plugged in push and in pull`,
      {
        hint: 'say which: --mode=push or --mode=pull',
      },
    )
  if (plug !== undefined) return plug
  if (between.length === 0) for (const instance of [source, destination]) findInstance(mesh, instance)
  return findPlug(mesh, { topic, source, destination, mode: mode ?? 'push' })
}
