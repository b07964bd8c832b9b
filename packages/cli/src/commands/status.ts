import {
  type CheckedSide,
  findRun,
  listStatus,
  type PlugRow,
  planUp,
  projectLock,
  sayInProgress,
} from '@meshroom/engine'
import * as Flags from '@oclif/core/flags'
import { askTenants } from '../command/ask-tenants.ts'
import { exitCodes } from '../command/exit-codes.ts'
import { lockTimeoutFlag } from '../command/flags.ts'
import type { GlobalFlags } from '../command/global-flags.ts'
import { MeshroomCommand, type Workplace } from '../command/meshroom-command.ts'
import { environmentFlag, summarizePlan } from '../draw/draw-plan.ts'
import { drawChecked, drawStatusRow } from '../draw/draw-status.ts'
import { fromHere } from '../draw/next-command.ts'

export default class StatusCommand extends MeshroomCommand {
  static override summary = 'Show what is up, since when and by whom, and what up would do.'
  static override description =
    'Reads what has been recorded; no tenant is asked and no hook runs. With --check the check hooks ask the tenants; what has drifted is kept, so that up mends it, and the exit code is 3.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --check',
    '<%= config.bin %> <%= command.id %> --environment lab',
  ]
  static override flags = {
    check: Flags.boolean({ description: 'Ask the tenants, by the check hooks of the products.' }),
    'lock-timeout': lockTimeoutFlag,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(StatusCommand)
    const { mesh, checked } = flags.check
      ? await this.#check(flags)
      : { ...(await this.enter(flags)), checked: undefined }
    const [plugs, plan] = [await listStatus(mesh), await planUp(mesh)]
    const { environment } = mesh
    const running = await findRun(mesh)
    const summary = summarizePlan(plan)
    const counts = { pending: plan.steps.length, refused: plan.refused.length, summary }
    this.show(
      flags,
      { environment, plugs, ...(running && { running }), ...(checked && { checked }), ...counts },
      () => [
        ...(checked ?? []).map((side) => drawChecked(side, this.paint)),
        ...plugs.flatMap((row) => drawStatusRow(row, this.paint)),
        `environment ${environment}: ${countByStatus(plugs)}`,
        ...(running ? [`meshroom ${running.command} is ${sayInProgress(running)}`] : []),
        `${fromHere(`meshroom up${environmentFlag(environment)}`)}: ${summary}`,
      ],
    )
  }

  /** The project is read once the lock is held: tenants are asked about what is in it then. */
  async #check(flags: CheckFlags): Promise<Workplace & { readonly checked: readonly CheckedSide[] }> {
    const equipment = await this.equip(flags)
    const lock = projectLock({ root: equipment.root, emit: equipment.ports.emit })
    const check = async () => {
      const workplace = await this.openLoudly(equipment, flags, lock)
      return { ...workplace, checked: await askTenants(workplace) }
    }
    const asked = await lock.hold('status --check', check, { timeoutMs: flags['lock-timeout'] * 1000 })
    if (asked.checked.some(hasDrifted)) process.exitCode = exitCodes.pending
    return asked
  }
}

interface CheckFlags extends GlobalFlags {
  readonly 'lock-timeout': number
}

function hasDrifted({ status }: CheckedSide): boolean {
  return status === 'absent' || status === 'changed'
}

/** `2 up, 1 down` */
function countByStatus(plugs: readonly PlugRow[]): string {
  const counts = (['up', 'partial', 'down', 'unknown'] as const)
    .map((status) => ({ status, count: plugs.filter((plug) => plug.status === status).length }))
    .filter(({ count }) => count > 0)
  return counts.length === 0 ? 'no plug' : counts.map(({ status, count }) => `${count} ${status}`).join(', ')
}
