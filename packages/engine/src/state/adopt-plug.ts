import type { DesiredPlug } from '../plan/plug-facts.ts'
import { type PlugState, stateVersion } from './plug-state.ts'

/** When an earlier tool set something up is not known. */
const unknownTime = '1970-01-01T00:00:00.000Z'

/** The state of a plug that was not set up by Meshroom: every step counts as done, with today's inputs. */
export function adoptPlug(
  { plug, format, steps }: DesiredPlug,
  { at = unknownTime, by }: { readonly at?: string; readonly by?: string } = {},
): PlugState {
  return {
    version: stateVersion,
    plug,
    status: 'up',
    ...(format !== undefined && { format }),
    steps: steps.map(({ side, role, product, instance, target, hook, replace, inputs }) => ({
      side,
      role,
      product,
      instance,
      target,
      hook,
      ...(replace && { replace }),
      outcome: 'done',
      at,
      ...(by !== undefined && { by }),
      inputs,
    })),
    outputs: {},
  }
}
