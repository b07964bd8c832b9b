import type { Setting } from '@meshroom/model'
import type { PlugRef } from '../plan/plan.ts'
import type { SecretOwner } from '../ports.ts'
import type { RecordedStep, StepInputs } from '../state/plug-state.ts'
import { declaredPlugSettings } from './declared-plug-settings.ts'
import type { Mesh } from './mesh.ts'

/** The inputs of a side with the digests of the secrets that it can read; as they were where nobody can tell. */
export type SecretDigests = (
  plug: PlugRef,
  side: Pick<RecordedStep, 'product' | 'instance' | 'target' | 'role' | 'inputs'>,
) => Promise<StepInputs>

/**
 * Opens the digests of secrets that settings declare, each owner asked once. A vault that cannot be opened is a warning, said once, and hides no
 * other change.
 */
export function openSecretDigests(mesh: Mesh): SecretDigests {
  const answers = new Map<string, Answer>()
  const say = sayOnce(mesh)
  let [last, isShut]: [Answer, boolean] = [Promise.resolve(undefined), false]
  const find = async (owner: SecretOwner, keys: readonly string[]) => {
    try {
      return isShut ? undefined : await mesh.ports.secrets.digests?.(owner, keys)
    } catch (error) {
      isShut ||= !isOfEntry(error)
      return say(error)
    }
  }
  const ask = (owner: SecretOwner, keys: readonly string[]) => {
    const name = `${sayOwner(owner)} ${keys.join(' ')}`
    const known = answers.get(name)
    if (known !== undefined) return known
    last = last.then(() => find(owner, keys))
    answers.set(name, last)
    return last
  }
  return async (plug, { product, instance, inputs }) => {
    if (mesh.ports.secrets.digests === undefined) return inputs
    const owners = readableSecrets(mesh, plug, { product, instance })
    if (owners.length === 0) return inputs
    const found: Record<string, string> = {}
    for (const { owner, keys, prefix } of owners) {
      const asked = keys.filter((key) => !mesh.writtenSecrets.has(`${sayOwner(owner)}.${key}`))
      const digests = asked.length === 0 ? {} : await ask(owner, asked)
      if (digests === undefined) return inputs
      for (const [key, digest] of Object.entries(digests)) found[`${prefix}.${key}`] = digest
    }
    return { ...inputs, secrets: found }
  }
}

/** Secrets that settings declare and a side can read. */
export interface ReadableSecrets {
  readonly owner: SecretOwner
  readonly keys: readonly string[]
  /** Of their names in {@link StepInputs}. */
  readonly prefix: 'instance' | 'plug'
}

/** The secrets that a side can read as far as settings declare them, by owner; none of an owner who has none. */
export function readableSecrets(
  mesh: Mesh,
  plug: PlugRef,
  { product, instance }: Pick<RecordedStep, 'product' | 'instance'>,
): readonly ReadableSecrets[] {
  const { source, destination, topic, mode } = plug
  const ofInstance = secretKeys(mesh.project.products.get(product)?.settings ?? [])
  const ofPlug = secretKeys(declaredPlugSettings(mesh, plug))
  const owners: readonly ReadableSecrets[] = [
    { owner: { kind: 'instance', product, instance }, keys: ofInstance, prefix: 'instance' },
    { owner: { kind: 'plug', source, destination, topic, mode }, keys: ofPlug, prefix: 'plug' },
  ]
  return owners.filter(({ keys }) => keys.length > 0)
}

/** Names the owner of a secret among all of them. */
export function sayOwner(owner: SecretOwner): string {
  return owner.kind === 'instance'
    ? `instance ${owner.product}/${owner.instance}`
    : `plug ${owner.source}/${owner.destination}/${owner.topic}/${owner.mode}`
}

type Answer = Promise<Readonly<Record<string, string>> | undefined>

/** Whether one entry is the matter. A vault that cannot be opened is not tried again for the next owner: a person may be asked for its passphrase each time. */
function isOfEntry(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^ENTRY_/.test(String(error.code))
}

/** Tells what keeps secrets from being compared, each reason once. */
function sayOnce({ ports }: Mesh): (error: unknown) => undefined {
  const said = new Set<string>()
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error)
    if (said.has(reason)) return undefined
    said.add(reason)
    const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined
    const message = `whether secrets are there, or have changed, is not known: ${reason}`
    ports.emit({ type: 'warning', code: 'SECRETS_NOT_COMPARED', message, ...(hint !== undefined && { hint }) })
    return undefined
  }
}

function secretKeys(settings: readonly Setting[]): string[] {
  return settings.filter(({ secret }) => secret).map(({ name }) => name)
}
