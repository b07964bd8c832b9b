import { cleanLine } from './clean-text.ts'
import { plural } from './draw-diagnostics.ts'

/** What a pull brought, changed, kept and left out. */
export interface Pulled {
  readonly products: number
  readonly integrations: number
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly kept: readonly string[]
  readonly skipped: readonly { readonly item: string; readonly reason: string }[]
  readonly summary?: string
}

/** Counts first, then what a person should know: values of theirs that were kept, and what was left out. */
export function drawPulled(pulled: Pulled): string[] {
  return [
    `${plural(pulled.products, 'product')}, ${plural(pulled.integrations, 'integration')}: ${pulled.created.length} files created, ${pulled.updated.length} updated`,
    ...(pulled.summary ? [cleanLine(pulled.summary)] : []),
    ...pulled.kept.map((value) => `kept as you wrote it: ${cleanLine(value)}`),
    ...pulled.skipped.map(({ item, reason }) => `left out: ${cleanLine(item)}: ${cleanLine(reason)}`),
  ]
}
