import type { HookPlace } from '../events.ts'
import { plugRef } from '../state/plug-state.ts'
import { createAllowance } from './allowance.ts'
import { type CleaningStream, cleaningStream, cleanText } from './clean-text.ts'
import type { HookCall } from './hook-call.ts'
import type { HostSettings } from './host-options.ts'
import { type FromHost, longestText } from './protocol.ts'
import type { RedactingStream } from './redact.ts'

/** What an empty line costs of the limit of output, in bytes. */
const OVERHEAD = 100

/** Tells what hooks say, cleaned and without secrets, as long as it is not too much. */
export interface HookOutput {
  tell(message: Extract<FromHost, { type: 'log' | 'progress' }>, call: HookCall): void
  /** A line that went around the runner: of the only call in flight, or of the product as a whole. */
  tellStray(stream: 'stdout' | 'stderr', line: string, isCut: boolean): void
  /** Counts such output before it is cut into lines. */
  countStray(bytes: number): void
  /** Any text of a hook, as it may be shown. */
  clean(text: string): string
}

export interface HookOutputOptions {
  readonly settings: HostSettings
  readonly inFlight: () => readonly HookCall[]
  /** Called once, with the calls that are to blame; nothing is told after. */
  readonly onFlood: (culprits: readonly HookCall[]) => void
}

export function createHookOutput({ settings, inFlight, onFlood }: HookOutputOptions): HookOutput {
  const { services, redactor } = settings
  const product = settings.product.name
  const burst = settings.tuning.outputBytes
  const allowance = createAllowance({ burst, perSecond: burst / 16 })
  let flooded = false

  function spend(bytes: number, culprits: readonly HookCall[]): void {
    if (flooded || allowance.spend(bytes)) return
    flooded = true
    onFlood(culprits)
  }

  /** Secrets go first, so that no cut leaves a part of one. */
  const clean = (text: string) => cut(redactor.text(cleanText(text)))

  const lines = new Map<string, LineInPieces>()

  function cleanPiece(piece: LogMessage): string {
    const { message, continued } = piece
    const key = keyOf(piece)
    const line = lines.get(key)
    if (line === undefined && !continued) return clean(message)
    const { cleaning, redacting } = line ?? { cleaning: cleaningStream(), redacting: redactor.stream() }
    const text = redacting.push(cleaning.push(message))
    if (continued) lines.set(key, { cleaning, redacting })
    else lines.delete(key)
    return cut(continued ? text : text + redacting.push(cleaning.flush()) + redacting.flush())
  }

  return {
    clean,
    tell(message, call) {
      spend(message.message.length + OVERHEAD, [call])
      if (flooded) return
      const from = placeOf(call, product)
      if (message.type === 'log') {
        const goesOn = message.continued || lines.has(keyOf(message))
        const text = cleanPiece(message)
        if (text !== '' || !goesOn) services.emit({ type: 'log', level: message.level, ...from, message: text })
      } else
        services.emit({
          type: 'progress',
          ...from,
          message: clean(message.message),
          ...(message.fraction !== undefined && { fraction: message.fraction }),
        })
    },
    tellStray(stream, line, isCut) {
      if (flooded) return
      const [only, another] = inFlight()
      const from = only !== undefined && another === undefined ? placeOf(only, product) : { product, hook: '' }
      services.emit({
        type: 'log',
        level: stream === 'stdout' ? 'info' : 'debug',
        ...from,
        message: isCut ? redactor.beginning(cleaningStream().push(line)) : clean(line),
      })
    },
    countStray: (bytes) => spend(bytes, inFlight()),
  }
}

/** What may be the beginning of an escape sequence or of a secret waits for the next piece. */
interface LineInPieces {
  readonly cleaning: CleaningStream
  readonly redacting: RedactingStream
}

function placeOf({ hook, input: { plug, instance } }: HookCall, product: string): HookPlace {
  return {
    product,
    hook: hook.id,
    ...(plug !== undefined && { plug: plugRef(plug) }),
    ...(instance !== undefined && { instance: instance.name }),
  }
}

type LogMessage = Extract<FromHost, { type: 'log' }>

function keyOf({ call, level }: LogMessage): string {
  return `${call} ${level}`
}

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)} … (cut)`
}
