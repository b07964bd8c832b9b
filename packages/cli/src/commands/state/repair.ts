import { type PlugRef, type RepairedState, repairStates } from '@meshroom/engine'
import { exitCodes } from '../../command/exit-codes.ts'
import { lockTimeoutFlag } from '../../command/flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { present } from '../../command/present.ts'
import { cleanLine } from '../../draw/clean-text.ts'
import { drawHint } from '../../draw/draw-failure.ts'
import { drawPlug } from '../../draw/draw-plug.ts'
import type { Paint } from '../../draw/paint.ts'

export default class StateRepairCommand extends MeshroomCommand {
  static override summary = 'Mend states that cannot be read.'
  static override description =
    'What the journal of a run that was cut off says, or the last state that was committed, takes the place of a damaged one; where there is none, the plug is forgotten and up sets it up again, which is safe. The damaged files are kept below .meshroom/repair/. States of a newer Meshroom are left alone, and named; the exit code is 2 then. No tenant is asked.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = { 'lock-timeout': lockTimeoutFlag }

  async run(): Promise<void> {
    const { flags } = await this.parse(StateRepairCommand)
    const { mesh } = await this.enter(flags)
    const repaired = await repairStates(mesh, { lockTimeoutMs: flags['lock-timeout'] * 1000 })
    const { problems } = await mesh.states.readAll()
    const left = problems.map(({ plug, diagnostic: { code, message, hint, file } }) => ({
      plug,
      file,
      code,
      message,
      ...present({ hint }),
    }))
    this.show(flags, { repaired, left }, () => [
      ...drawRepaired(repaired),
      ...left.flatMap((each) => drawLeft(each, this.paint)),
      ...(repaired.length + left.length === 0 ? ['Every state can be read.'] : []),
    ])
    if (left.length > 0) process.exitCode = exitCodes.invalid
    if (repaired.length > 0) this.note('meshroom up makes sure of what was restored and sets up what was forgotten.')
  }
}

function drawRepaired(repaired: readonly RepairedState[]): string[] {
  return repaired.flatMap((each) => [
    `${each.outcome} ${drawPlug(each.plug)}${sayOrigin(each)}: ${each.problem}`,
    `  ${each.file} is kept as ${each.keptAt}`,
  ])
}

function drawLeft({ plug, file, message, hint }: LeftState, paint: Paint): string[] {
  return [`left as it is: ${drawPlug(plug)}: ${file}: ${cleanLine(message)}`, ...drawHint(hint, paint)]
}

/** A state that is no damage, as that of a newer Meshroom. */
interface LeftState {
  readonly plug: PlugRef
  readonly file: string
  readonly message: string
  readonly hint?: string
}

function sayOrigin({ outcome, from }: RepairedState): string {
  if (outcome === 'adopted') return ' as its manifest says (status: up)'
  return from === undefined ? '' : ` from ${from}`
}
