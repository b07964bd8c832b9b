import type { Prompter, TrustRequest } from '@meshroom/engine'
import { writeNote } from '../command/output.ts'
import { drawTrust } from '../draw/draw-trust.ts'
import { paintFor } from '../draw/paint.ts'

export interface AskTrustOptions {
  readonly prompter: Prompter
  readonly interactive: boolean
  readonly agreed: boolean
}

/**
 * Shows what a product's code asks for, and asks whether it may run; no is the default. `--yes` agrees to a plan, not to whoever wrote the code: only
 * `meshroom trust --yes` is a yes beforehand.
 */
export async function askTrust(
  request: TrustRequest,
  { prompter, interactive, agreed }: AskTrustOptions,
): Promise<'yes' | 'no' | 'nobody'> {
  if (!agreed && !interactive) return 'nobody'
  for (const line of drawTrust(request, paintFor(process.stderr))) writeNote(line)
  if (agreed) return 'yes'
  const message = `Trust ${request.product}?`
  return (await prompter.ask({ kind: 'confirm', message, default: false })) === true ? 'yes' : 'no'
}
