import { explainMismatch, type MismatchReason, toCapabilityData } from '@meshroom/graph'
import { type Integration, MeshroomError, type Mode, type Role, suggestName } from '@meshroom/model'
import { describeFound } from './describe-found.ts'
import { listOffers, type Offer, type SideFacts } from './list-offers.ts'
import { manifestKeys } from './select-side-hooks.ts'
import { listMeetings, type PlugQuestion, preferredModes, type RolePair, rolePairs, weighSide } from './weigh-offers.ts'

/** What one side lacks to make a plug, and what mends it. */
export interface MissingSide {
  readonly product: string
  readonly target: string
  readonly topic: string
  readonly role: Role
  readonly mode: Mode
  /** The command that scaffolds it; absent where the manifest is there and only a hook must be written. */
  readonly command?: string
  /** The file to write a setup hook in, where the manifest is there already. */
  readonly write?: string
  /** Keys that a setup hook of the product requires of the manifest, and that it lacks. */
  readonly keys?: readonly string[]
}

interface SideStory {
  readonly side: 'source' | 'destination'
  readonly facts: SideFacts
  readonly target: string
  readonly role: Role
  readonly offers: readonly Offer[]
  /** Ways in which the side, alone, could be set up. */
  readonly able: readonly Offer[]
  readonly ownsBoth: boolean
}

/** Says what is missing, then line by line what was found on each side, and the commands that scaffold what is missing. */
export function explainNoMatch(question: PlugQuestion): MeshroomError {
  const { topic, source, destination } = question
  const { roles, mode } = likeliest(question)
  const stories = [tell(question, 'source', roles, mode), tell(question, 'destination', roles, mode)] as const
  const missing = stories.flatMap((story) => missingOn(story, stories, question, mode))
  const found = {
    source: describeFound({ ...stories[0], topic, mode }),
    destination: describeFound({ ...stories[1], topic, mode }),
  }
  const meant = nearTopic(question)
  const why = missing.length > 0 ? missing.map(sayMissing) : sayConflict(question, stories, roles, mode)
  const lines = [
    `${topic} cannot be plugged from ${source.instance} to ${destination.instance}: ${why.join('; ')}`,
    ...sayFound(source, found.source),
    ...sayFound(destination, found.destination),
  ]
  const suggestions = meant === undefined ? [] : [meant]
  return new MeshroomError('PLUG_NO_MATCH', lines.join('\n'), {
    hint: [
      ...suggestions.map((name) => `did you mean "${name}"? Else:`),
      hintFor(missing, stories, question, mode),
    ].join('\n'),
    data: { topic, mode, source: source.instance, destination: destination.instance, found, missing, suggestions },
  })
}

/** The topic of either product that was probably meant, where neither knows the one that was typed. */
export function nearTopic({ topic, source, destination }: PlugQuestion): string | undefined {
  const known = new Set([...topicsOf(source, destination.product.name), ...topicsOf(destination, source.product.name)])
  return known.has(topic) ? undefined : suggestName(topic, known)
}

function topicsOf({ product, integrations, hooks }: SideFacts, target: string): string[] {
  return [
    ...product.capabilities.map((capability) => capability.topic),
    ...integrations.filter((integration) => integration.target === target).map((integration) => integration.topic),
    ...hooks.map((hook) => hook.options.topic),
  ].filter((topic) => topic !== undefined)
}

/** The pair of roles and the mode in which the most is there already: those are what the person means. */
function likeliest(question: PlugQuestion): { roles: RolePair; mode: Mode } {
  const modes = question.mode === undefined ? preferredModes : [question.mode]
  const ways = modes.flatMap((mode) => rolePairs.map((roles) => ({ roles, mode, score: score(question, roles, mode) })))
  return ways.reduce((best, way) => (way.score > best.score ? way : best))
}

function score(question: PlugQuestion, roles: RolePair, mode: Mode): number {
  return (['source', 'destination'] as const)
    .map((side) => tell(question, side, roles, mode))
    .reduce((sum, { able, offers }) => sum + 4 * Number(able.length > 0) + closest(offers, question.topic), 0)
}

/** A named topic says more of what is meant than one that matches any. */
function closest(offers: readonly Offer[], topic: string): number {
  if (offers.some(({ capability }) => capability.topic === topic)) return 2
  return Number(offers.length > 0)
}

function tell(question: PlugQuestion, side: 'source' | 'destination', roles: RolePair, mode: Mode): SideStory {
  const facts = question[side]
  const target = question[side === 'source' ? 'destination' : 'source'].product.name
  const role = roles[side]
  const offers = listOffers(facts, { target, role, topic: question.topic, mode })
  const weighed = offers.map((offer) =>
    weighSide(facts, offer, {
      role,
      topic: question.topic,
      mode,
      format: question.format ?? offer.capability.format,
    }),
  )
  const able = weighed.filter(({ setsItselfUp }) => setsItselfUp).map(({ offer }) => offer)
  return { side, facts, target, role, offers, able, ownsBoth: weighed.some(({ ownsBoth }) => ownsBoth) }
}

function missingOn(
  story: SideStory,
  [source, destination]: readonly [SideStory, SideStory],
  { topic, owner }: PlugQuestion,
  mode: Mode,
): MissingSide[] {
  const other = story.side === 'source' ? destination : source
  const otherOwns = other.ownsBoth && owner !== 'both' && owner !== story.facts.instance
  if (story.able.length > 0 || (otherOwns && story.offers.length > 0)) return []
  const { role, target, facts } = story
  const base = { product: facts.product.name, target, topic, role, mode }
  const manifest = story.offers.find(({ integration }) => integration !== undefined)?.integration
  if (manifest !== undefined) return [{ ...base, ...mendManifest(manifest, facts.hooks) }]
  const names = otherOwns ? `capability ${base.product}` : `integration ${base.product} ${target}`
  return [{ ...base, command: `meshroom create ${names} ${topic} ${role} --mode=${mode}` }]
}

/** What would make a manifest serve that no setup hook applies to. */
function mendManifest(manifest: Integration, hooks: SideFacts['hooks']): Pick<MissingSide, 'write' | 'keys'> {
  const there = manifestKeys(manifest)
  const required = hooks
    .filter(
      ({ kind, role, options }) =>
        kind === 'setup' && role === manifest.role && (options.topic ?? manifest.topic) === manifest.topic,
    )
    .flatMap(({ options }) => options.requires ?? [])
  const keys = [...new Set(required)].filter((key) => !there.has(key))
  return { write: manifest.file.replace(/\.ya?ml$/, '.ts'), ...(keys.length > 0 && { keys }) }
}

function sayStep({ command, write, keys }: MissingSide): string[] {
  if (command !== undefined) return [command]
  if (write === undefined) return []
  const also = keys === undefined ? '' : `, or ${keys.join(', ')} in ${write.replace(/\.ts$/, '.yaml')}`
  return [`write a setup hook in ${write}${also}`]
}

function sayMissing({ product, target, role, topic, write, command }: MissingSide): string {
  if (write !== undefined) return `no setup hook of ${product} applies to its integration with ${target} (${role} side)`
  if (command?.startsWith('meshroom create capability'))
    return `${product} has no capability for the ${role} side of ${topic}`
  return `no integration for the ${role} side: ${product} has nothing that sets up ${topic} with ${target}`
}

/** Both sides have something; it is the combination that fails. */
function sayConflict(
  question: PlugQuestion,
  [source, destination]: readonly [SideStory, SideStory],
  roles: RolePair,
  mode: Mode,
): string[] {
  if (listMeetings(question, roles, mode).length > 0) return [sayOwner(question)]
  const format = question.format
  const reasons = source.offers.flatMap((left) =>
    destination.offers.flatMap((right) =>
      explainMismatch(toCapabilityData(left.capability), toCapabilityData(right.capability)).map(sayReason),
    ),
  )
  if (reasons.length > 0) return [...new Set(reasons)].slice(0, 3)
  return [format === undefined ? 'no side sets up what the other speaks' : `no pair of both sides speaks ${format}`]
}

function sayOwner({ owner, source, destination }: PlugQuestion): string {
  if (owner === 'both') return 'the two sides cannot each set themselves up'
  if (owner === undefined) return 'neither do both sides set themselves up, nor does one own both'
  const { product } = owner === source.instance ? source : destination
  return `${owner} (${product.name}) does not own both sides`
}

function sayReason(reason: MismatchReason): string {
  const what = reason.kind === 'constraint' ? reason.key : reason.kind
  return `${what} differs: ${reason.left} at the source, ${reason.right} at the destination`
}

function hintFor(
  missing: readonly MissingSide[],
  stories: readonly [SideStory, SideStory],
  question: PlugQuestion,
  mode: Mode,
): string {
  const steps = missing.flatMap(sayStep)
  if (steps.length > 0) return steps.join('\n')
  if (question.owner !== undefined) return 'leave --owner out, or give the setup hook ownsBoth: true'
  const formats = stories.map(({ able }) =>
    able.map(({ capability }) => capability.format).find((f) => f !== undefined),
  )
  return stories
    .map(({ facts, target, role }, index) => {
      const format = question.format ?? formats[1 - index]
      const wanted = format === undefined ? '' : ` --format=${format}`
      return `meshroom create integration ${facts.product.name} ${target} ${question.topic} ${role} --mode=${mode}${wanted}`
    })
    .join('\nor ')
}

function sayFound({ instance, product }: SideFacts, found: readonly string[]): string[] {
  const whose = instance === product.name ? instance : `${instance} (${product.name})`
  return [`${whose} has ${found.length === 0 ? 'nothing for it' : 'this for it:'}`, ...found.map((line) => `  ${line}`)]
}
