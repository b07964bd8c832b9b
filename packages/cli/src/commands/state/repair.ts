import { type RepairedState, repairStates } from '@meshroom/engine'
import { lockTimeoutFlag } from '../../command/flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { drawPlug } from '../../draw/draw-plug.ts'

export default class StateRepairCommand extends MeshroomCommand {
  static override summary = 'Mend states that cannot be read.'
  static override description =
    'What the journal of a run that was cut off says, or the last state that was committed, takes the place of a damaged one; where there is none, the plug is forgotten and up sets it up again, which is safe. The damaged files are kept below .meshroom/repair/. No tenant is asked.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = { 'lock-timeout': lockTimeoutFlag }

  async run(): Promise<void> {
    const { flags } = await this.parse(StateRepairCommand)
    const { mesh } = await this.enter(flags)
    const repaired = await repairStates(mesh, { lockTimeoutMs: flags['lock-timeout'] * 1000 })
    this.show(flags, { repaired }, () => drawRepaired(repaired))
    if (repaired.length > 0) this.note('meshroom up makes sure of what was restored and sets up what was forgotten.')
  }
}

function drawRepaired(repaired: readonly RepairedState[]): string[] {
  if (repaired.length === 0) return ['Every state can be read.']
  return repaired.flatMap((each) => [
    `${each.outcome} ${drawPlug(each.plug)}${sayOrigin(each)}: ${each.problem}`,
    `  ${each.file} is kept as ${each.keptAt}`,
  ])
}

function sayOrigin({ outcome, from }: RepairedState): string {
  if (outcome === 'adopted') return ' as its manifest says (status: up)'
  return from === undefined ? '' : ` from ${from}`
}
