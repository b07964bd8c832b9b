import type { Setting } from '@meshroom/model'
import type { RefusedPlug } from '../plan/plug-facts.ts'
import type { SecretOwner } from '../ports.ts'
import { sayPlug } from '../state/plug-state.ts'
import { type DescribedPlug, plugSchema } from './describe-plug.ts'
import { type SecretDigests, sayOwner } from './digest-secrets.ts'
import { findProduct } from './find-by-name.ts'
import type { MeshFacts } from './gather-facts.ts'
import type { Mesh } from './mesh.ts'

/**
 * The facts, with every plug refused that a side cannot set up for want of a secret. Where the vault cannot be opened nothing is missing as far as
 * is known: whoever asked for digests has been told why.
 */
export async function refuseMissingSecrets(mesh: Mesh, facts: MeshFacts, digest: SecretDigests): Promise<MeshFacts> {
  const keysOf = askOnce((owner) => mesh.ports.secrets.keys(owner).catch(() => undefined))
  const found = await Promise.all(
    facts.desired.map(async (plug) => {
      for (const needed of await notDigested(mesh, plug, digest)) {
        const there = await keysOf(needed.owner)
        if (there !== undefined && !there.includes(needed.key)) return { plug, refused: refuse(plug, needed) }
      }
      return { plug }
    }),
  )
  return {
    ...facts,
    desired: found.flatMap(({ plug, refused }) => (refused === undefined ? [plug] : [])),
    refused: [...facts.refused, ...found.flatMap(({ refused }) => refused ?? [])],
  }
}

interface NeededSecret {
  readonly owner: SecretOwner
  readonly key: string
}

/** What has a digest has a value; what has none may have one all the same, in a vault that was never signed. */
async function notDigested(mesh: Mesh, plug: DescribedPlug, digest: SecretDigests): Promise<NeededSecret[]> {
  const { steps } = plug
  const needed: NeededSecret[] = []
  for (const step of steps.filter(({ hook }) => hook !== 'declarative')) {
    const ofInstance = requiredSecrets(findProduct(mesh, step.product).settings)
    const ofPlug = requiredSecrets(plugSchema(plug.selection))
    if (ofInstance.length + ofPlug.length === 0) continue
    const { secrets } = step.inputs.secrets === undefined ? await digest(plug.plug, step) : step.inputs
    if (secrets === undefined && mesh.ports.secrets.digests !== undefined) continue
    const { product, instance } = step
    const owners = [
      { owner: { kind: 'instance', product, instance }, keys: ofInstance, prefix: 'instance' },
      { owner: { kind: 'plug', ...plug.plug }, keys: ofPlug, prefix: 'plug' },
    ] as const
    for (const { owner, keys, prefix } of owners)
      needed.push(...keys.filter((key) => secrets?.[`${prefix}.${key}`] === undefined).map((key) => ({ owner, key })))
  }
  return needed
}

function requiredSecrets(settings: readonly Setting[]): string[] {
  return settings.filter(({ secret, required }) => secret && required).map(({ name }) => name)
}

function refuse({ plug }: DescribedPlug, { owner, key }: NeededSecret): RefusedPlug {
  const [whose, words] =
    owner.kind === 'instance'
      ? [owner.instance, owner.instance]
      : [sayPlug(owner), `${owner.source} ${owner.destination} ${owner.topic}`]
  const mode = owner.kind === 'plug' && owner.mode === 'pull' ? ' --mode=pull' : ''
  const hint = `meshroom configure ${words}${mode} -s ${key}`
  return { plug, code: 'SECRET_MISSING', message: `${key} of ${whose} has no value`, hint }
}

function askOnce<T>(ask: (owner: SecretOwner) => Promise<T>): (owner: SecretOwner) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return (owner) => {
    const answer = answers.get(sayOwner(owner)) ?? ask(owner)
    answers.set(sayOwner(owner), answer)
    return answer
  }
}
