import type { Mode, Role } from '@meshroom/model'
import type { Offer, SideFacts } from './list-offers.ts'
import { selectSideHooks } from './select-side-hooks.ts'

/** One side of a plug with what it offers for it. */
interface FoundSide {
  readonly facts: SideFacts
  readonly role: Role
  readonly topic: string
  /** Of the plug: what serves the other mode only almost applies, what serves this one does. */
  readonly mode: Mode
  readonly offers: readonly Offer[]
}

/** Says what a side has for a plug, line by line: capabilities, integrations, and setup hooks that almost apply, with what keeps them from it. */
export function describeFound({ facts, role, topic, mode, offers }: FoundSide): string[] {
  const described = offers.map(({ capability, integration, origin }) => {
    const format = capability.format === undefined ? 'any format' : capability.format
    const name = `${capability.role} of ${capability.topic ?? 'any topic'} (${capability.mode}, ${format})`
    if (integration !== undefined) return `${integration.file}: ${name}`
    if (origin === 'implied') return `${name}, implied by a setup hook`
    const place = capability.place
    return `${place === undefined ? '' : `${place.file}:${place.line}: `}${name}, declared`
  })
  return [...new Set([...described, ...describeHooks(facts, { role, topic, mode, offers })])]
}

function describeHooks(facts: SideFacts, question: Omit<FoundSide, 'facts'>): string[] {
  const specific = question.offers.flatMap(({ integration }) => integration ?? [])
  const integrations = specific.length > 0 ? specific : [undefined]
  return integrations.flatMap((integration) =>
    selectSideHooks(facts.hooks, { ...question, kind: 'setup', integration }).refused.map(
      ({ hook, reason }) => `setup hook ${hook.id} does not apply: ${reason}`,
    ),
  )
}
