import { join } from 'node:path'
import type { Project } from '@meshroom/model'
import type { EntryInfo, Vault } from '@meshroom/secrets'

/** What stands at the cursor of a command about secrets. */
export interface SecretPlace {
  /** Name of an argument or flag. */
  readonly kind: string
  /** Id of the command, its words parted by `:`. */
  readonly command: string
  /** Everything typed, the last word being the one at the cursor. */
  readonly typed: readonly string[]
}

/** Arguments that take what is in the vault. */
const asked: Readonly<Record<string, readonly string[]>> = {
  secret: ['get', 'set', 'unset', 'edit', 'exec', 'blast-radius'],
  name: ['resolve', 'rotate'],
  recipient: ['recipients:remove'],
}

/** Whether the vault has to be asked what may stand there. */
export function isInVault({ kind, command }: Pick<SecretPlace, 'kind' | 'command'>): boolean {
  return asked[kind]?.some((each) => command === `secrets:${each}`) ?? false
}

/**
 * Names of secrets, keys of an instance and fingerprints of recipients, where the vault opens without a question: through the agent, or by
 * a key that needs no passphrase. Else what the products declare alone: a person who presses Tab is not asked anything.
 */
export async function secretNames(project: Project, place: SecretPlace): Promise<string[]> {
  const declared = declaredKeys(project, place)
  // A descriptor can be read only once, and not by a completion.
  if (process.env.MESHROOM_PASSPHRASE_FD) return declared
  const { openVaultFile } = await import('../ports/open-vault-file.ts')
  const vault = openVaultFile({ file: join(project.root, 'secrets.gpg'), prompter: undefined })
  const kept = await namesOf(vault, project, place).catch(() => [])
  return [...new Set([...kept, ...declared])]
}

async function namesOf(vault: Vault, project: Project, place: SecretPlace): Promise<string[]> {
  if (place.kind === 'recipient') return (await vault.recipients.list()).map(({ fingerprint }) => fingerprint)
  const entries = await vault.list()
  if (place.command === 'secrets:resolve') return entries.flatMap(({ name, conflict }) => (conflict ? [name] : []))
  const instance = instanceNamed(project, place)
  return instance === undefined ? entries.map(({ name }) => name) : keysOf(instance, entries)
}

/** The instance whose keys are asked for. */
function instanceNamed({ instances }: Project, { command, typed }: SecretPlace): string | undefined {
  return command === 'secrets:exec' ? undefined : typed.slice(2, -1).find((word) => instances.has(word))
}

function keysOf(instance: string, entries: readonly EntryInfo[]): string[] {
  return entries.flatMap(({ owner, key }) =>
    owner?.kind === 'instance' && owner.instance === instance && key !== undefined ? [key] : [],
  )
}

/** Secrets that the product of an instance asks for, whether they have a value yet or not. */
function declaredKeys(project: Project, place: SecretPlace): string[] {
  const instance = place.command === 'secrets:set' ? instanceNamed(project, place) : undefined
  const product = project.products.get(project.instances.get(instance ?? '')?.product ?? '')
  return (product?.settings ?? []).flatMap(({ name, secret }) => (secret ? [name] : []))
}
