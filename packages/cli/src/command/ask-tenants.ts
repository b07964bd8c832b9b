import { type CheckedSide, type CheckPlugsOptions, checkPlugs, type PlanFilter } from '@meshroom/engine'
import { whileInterruptible } from './interruption.ts'
import type { Workplace } from './meshroom-command.ts'

/**
 * Asks the tenants by the check hooks. The first Ctrl-C lets the checks in flight finish, the second stops at once.
 *
 * @throws MeshroomError `CANCELLED` after a Ctrl-C, and what `checkPlugs` throws
 */
export function askTenants(
  { mesh, drawer }: Pick<Workplace, 'mesh' | 'drawer'>,
  filter: PlanFilter = {},
  options: Pick<CheckPlugsOptions, 'parallelism'> = {},
): Promise<readonly CheckedSide[]> {
  const drain = 'Stopping after the checks in flight; Ctrl-C again stops at once.'
  return whileInterruptible({ drain, stop: () => ['Stopping at once.'], say: drawer.say }, (interruption) =>
    checkPlugs(mesh, filter, { ...options, signal: interruption.drain, stop: interruption.stop }),
  )
}
