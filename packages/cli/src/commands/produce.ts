import { produce } from '@meshroom/engine'
import { readLines } from '../ask/read-lines.ts'
import { exitCodes } from '../command/exit-codes.ts'
import { modeFlag } from '../command/flags.ts'
import { interruption } from '../command/interruption.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { writeResult } from '../command/output.ts'
import { playArguments, playTarget } from '../command/play-arguments.ts'
import { cleanLine } from '../draw/clean-text.ts'
import { plural } from '../draw/draw-diagnostics.ts'

export default class ProduceCommand extends MeshroomCommand {
  static override summary = 'Send lines of standard input through a plug.'
  static override description =
    "Each line is one record. The producer's own produce hook sends it; where it has none, the consumer's emulates what would arrive. Exits 1 where a record was rejected."
  static override examples = [
    'echo \'{"message":"hello"}\' | <%= config.bin %> <%= command.id %> events myedr mysekoia',
    '<%= config.bin %> <%= command.id %> events myedr mysekoia < samples.ndjson',
  ]
  static override args = playArguments
  static override flags = { mode: modeFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProduceCommand)
    const { mesh, drawer } = await this.enter(flags, { stream: true })
    if (process.stdin.isTTY && !flags['no-input']) this.note('Type one record a line; Ctrl-D ends.')
    const { drain: signal } = interruption({ drain: 'Stopping …', say: drawer.say })
    const counts = { accepted: 0, rejected: 0 }
    for await (const result of produce(mesh, playTarget(args, flags.mode), readLines(process.stdin, signal), {
      signal,
    })) {
      counts[result.accepted ? 'accepted' : 'rejected'] += 1
      if (flags.json) writeResult(JSON.stringify({ type: 'record', ...result }))
      else if (!result.accepted) this.note(`record ${result.index + 1} was rejected: ${cleanLine(result.reason ?? '')}`)
    }
    drawer.close()
    if (flags.json) writeResult(JSON.stringify({ type: 'report', ...counts }))
    else writeResult(`${plural(counts.accepted, 'record')} accepted, ${counts.rejected} rejected`)
    if (counts.rejected > 0) process.exitCode = exitCodes.failed
    if (signal.aborted) process.exitCode = exitCodes.interrupted
  }
}
