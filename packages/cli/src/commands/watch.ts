import { watch } from '@meshroom/engine'
import type { WatchRecord } from '@meshroom/hooks-sdk'
import * as Flags from '@oclif/core/flags'
import { exitCodes } from '../command/exit-codes.ts'
import { modeFlag } from '../command/flags.ts'
import { interruption } from '../command/interruption.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { outputClosed, writeResult } from '../command/output.ts'
import { parseSince } from '../command/parse-since.ts'
import { playArguments, playTarget } from '../command/play-arguments.ts'
import { present } from '../command/present.ts'
import { drawRecord } from '../draw/draw-record.ts'

export default class WatchCommand extends MeshroomCommand {
  static override summary = 'Print what arrives through a plug, as it arrives.'
  static override description =
    "One record a line. The consumer's own watch hook is asked first, which shows what has really been received; where it has none, the producer's shows what was sent. Goes on until Ctrl-C, --limit or --timeout."
  static override examples = [
    '<%= config.bin %> <%= command.id %> events myedr mysekoia',
    '<%= config.bin %> <%= command.id %> events myedr mysekoia --limit 10 --timeout 60',
    '<%= config.bin %> <%= command.id %> alerts mysekoia --json | jq .event',
  ]
  static override args = playArguments
  static override flags = {
    mode: modeFlag,
    limit: Flags.integer({ description: 'Stop after so many records.', min: 1, helpValue: 'N' }),
    timeout: Flags.integer({ description: 'Stop after so many seconds.', min: 1, helpValue: 'SECONDS' }),
    since: Flags.string({
      description:
        'Begin with what arrived since then: a time such as 2026-01-31T08:00Z, or so long ago (30s, 5m, 2h, 1d).',
      default: '1m',
      helpValue: 'TIME',
    }),
    cursor: Flags.string({
      description: 'Go on after the record that had this cursor (see --json).',
      helpValue: 'CURSOR',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(WatchCommand)
    const { mesh, drawer } = await this.enter(flags, { stream: true })
    const { drain: interrupted } = interruption({ drain: 'Stopping …', say: drawer.say })
    const signal = AbortSignal.any([interrupted, outputClosed])
    const { limit, cursor, timeout } = flags
    const timeoutMs = timeout === undefined ? undefined : timeout * 1000
    const since = parseSince(flags.since, new Date())
    const records = watch(mesh, playTarget(args, flags.mode), {
      ...present({ limit, cursor, timeoutMs }),
      since,
      signal,
    })
    for await (const record of records) this.#write(record, flags.json)
    if (interrupted.aborted) process.exitCode = exitCodes.interrupted
  }

  #write(record: WatchRecord, json: boolean): void {
    writeResult(json ? JSON.stringify({ type: 'record', ...record }) : drawRecord(record.event, process.stdout.isTTY))
  }
}
