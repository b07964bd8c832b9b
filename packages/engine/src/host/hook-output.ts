import { createAllowance } from './allowance.ts'
import { cleanText } from './clean-text.ts'
import type { HookCall } from './hook-call.ts'
import type { HostSettings } from './host-options.ts'
import type { FromHost } from './protocol.ts'
import type { Redactor } from './redact.ts'

/** What an empty line costs of the limit of output, in bytes. */
const OVERHEAD = 100

/** Tells what hooks say, cleaned and without secrets, as long as it is not too much. */
export interface HookOutput {
  tell(message: Extract<FromHost, { type: 'log' | 'progress' }>, call: HookCall): void
  /** A line that went around the runner: of the only call in flight, or of the product as a whole. */
  tellStray(stream: 'stdout' | 'stderr', line: string): void
  /** Counts such output before it is cut into lines. */
  countStray(bytes: number): void
  /** Any text of a hook, as it may be shown. */
  clean(text: string): string
}

export interface HookOutputOptions {
  readonly settings: HostSettings
  readonly redactor: Redactor
  readonly inFlight: () => readonly HookCall[]
  /** Called once, with the calls that are to blame; nothing is told after. */
  readonly onFlood: (culprits: readonly HookCall[]) => void
}

export function createHookOutput({ settings, redactor, inFlight, onFlood }: HookOutputOptions): HookOutput {
  const { services } = settings
  const product = settings.product.name
  const burst = settings.tuning.outputBytes
  const allowance = createAllowance({ burst, perSecond: burst / 16 })
  let flooded = false

  function spend(bytes: number, culprits: readonly HookCall[]): void {
    if (flooded || allowance.spend(bytes)) return
    flooded = true
    onFlood(culprits)
  }

  const clean = (text: string) => redactor.text(cleanText(text))

  return {
    clean,
    tell(message, call) {
      spend(message.message.length + OVERHEAD, [call])
      if (flooded) return
      const from = { product, hook: call.hook.id, message: clean(message.message) }
      if (message.type === 'log') services.emit({ type: 'log', level: message.level, ...from })
      else
        services.emit({
          type: 'progress',
          ...from,
          ...(message.fraction !== undefined && { fraction: message.fraction }),
        })
    },
    tellStray(stream, line) {
      if (flooded) return
      const [only, another] = inFlight()
      const hook = only !== undefined && another === undefined ? only.hook.id : ''
      services.emit({ type: 'log', level: stream === 'stdout' ? 'info' : 'debug', product, hook, message: clean(line) })
    },
    countStray: (bytes) => spend(bytes, inFlight()),
  }
}
