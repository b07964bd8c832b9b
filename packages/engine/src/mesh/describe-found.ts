import type { Role } from '@meshroom/model'
import type { Offer, SideFacts } from './list-offers.ts'
import { selectSideHooks } from './select-side-hooks.ts'
import { preferredModes } from './weigh-offers.ts'

/** One side of a plug with what it offers for it. */
interface FoundSide {
  readonly facts: SideFacts
  readonly role: Role
  readonly topic: string
  readonly offers: readonly Offer[]
}

/** Says what a side has for a plug, line by line: capabilities, integrations, and setup hooks that almost apply, with what keeps them from it. */
export function describeFound({ facts, role, topic, offers }: FoundSide): string[] {
  const described = offers.map(({ capability, integration, origin }) => {
    const format = capability.format === undefined ? 'any format' : capability.format
    const name = `${capability.role} of ${capability.topic ?? 'any topic'} (${capability.mode}, ${format})`
    if (integration !== undefined) return `${integration.file}: ${name}`
    if (origin === 'implied') return `${name}, implied by a setup hook`
    const place = capability.place
    return `${place === undefined ? '' : `${place.file}:${place.line}: `}${name}, declared`
  })
  return [...new Set([...described, ...describeHooks(facts, { role, topic, offers })])]
}

function describeHooks(facts: SideFacts, question: { role: Role; topic: string; offers: readonly Offer[] }): string[] {
  const specific = question.offers.flatMap(({ integration }) => integration ?? [])
  const integrations = specific.length > 0 ? specific : [undefined]
  return preferredModes.flatMap((mode) =>
    integrations.flatMap((integration) =>
      selectSideHooks(facts.hooks, { ...question, kind: 'setup', mode, integration }).refused.map(
        ({ hook, reason }) => `setup hook ${hook.id} does not apply: ${reason}`,
      ),
    ),
  )
}
