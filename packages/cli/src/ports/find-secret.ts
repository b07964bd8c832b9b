import type { SecretOwner } from '@meshroom/engine'
import { MeshroomError, type Project, suggestName } from '@meshroom/model'
import { entryName, type Vault } from '@meshroom/secrets'
import { secretOwners } from './secret-owners.ts'

/** One secret: its name in the vault, and whose it is where that is known. */
export interface SecretAddress {
  readonly name: string
  readonly owned?: { readonly owner: SecretOwner; readonly key: string }
}

export interface FindSecretOptions {
  readonly project: Project
  /** Of a plug; default push. */
  readonly mode?: 'push' | 'pull'
}

/**
 * Which secret the words of a command line mean: `NAME`, `INSTANCE KEY` or `SOURCE DESTINATION TOPIC KEY`.
 *
 * @throws MeshroomError `USAGE`, `INSTANCE_UNKNOWN`, `ENTRY_AMBIGUOUS` where a name could belong to two owners
 */
export function findSecret(words: readonly string[], { project, mode = 'push' }: FindSecretOptions): SecretAddress {
  const [first = '', second = '', topic = '', key = ''] = words
  if (words.length === 1) return byName(first, project)
  if (words.length === 2)
    return address({ kind: 'instance', product: productOf(first, project), instance: first }, second)
  if (words.length === 4) return address({ kind: 'plug', source: first, destination: second, topic, mode }, key)
  throw new MeshroomError('USAGE', 'a secret is named by one, two or four words', {
    hint: 'NAME, or INSTANCE KEY, or SOURCE DESTINATION TOPIC KEY; meshroom secrets list shows the names',
  })
}

/** As {@link findSecret}, of what is in the vault: one word is a name as listed, whoever owns it. */
export function findListed(words: readonly string[], options: FindSecretOptions): SecretAddress {
  const [name = ''] = words
  return words.length === 1 ? { name } : findSecret(words, options)
}

/**
 * As {@link findSecret}, of what is to be written: a name that could belong to two owners is that of whom the vault says.
 *
 * @throws MeshroomError `ENTRY_AMBIGUOUS` where the vault does not say either
 */
export async function findWritten(
  words: readonly string[],
  { vault, ...options }: FindSecretOptions & { readonly vault: () => Promise<Vault> },
): Promise<SecretAddress> {
  try {
    return findSecret(words, options)
  } catch (error) {
    if (!(error instanceof MeshroomError) || error.code !== 'ENTRY_AMBIGUOUS') throw error
    const entry = (await (await vault()).list()).find(({ name }) => name === words[0])
    if (entry?.owner === undefined || entry.key === undefined) throw error
    return { name: entry.name, owned: { owner: entry.owner, key: entry.key } }
  }
}

function address(owner: SecretOwner, key: string): SecretAddress {
  return { name: entryName(owner, key), owned: { owner, key } }
}

function byName(name: string, project: Project): SecretAddress {
  const owners = secretOwners(project).filter((owner) => name.startsWith(entryName(owner, '')))
  if (owners.length > 1) throw ambiguous(name, owners)
  const [owner] = owners
  return owner ? { name, owned: { owner, key: name.slice(entryName(owner, '').length) } } : { name }
}

function ambiguous(name: string, owners: readonly SecretOwner[]): MeshroomError {
  const readings = owners.map((owner) => [...ownerWords(owner), name.slice(entryName(owner, '').length)].join(' '))
  return new MeshroomError('ENTRY_AMBIGUOUS', `"${name}" can be read in more than one way`, {
    hint: `Name the owner: ${readings.join(', or ')}`,
    data: { name, readings },
  })
}

/** An owner as the words that name it on the command line. */
export function ownerWords(owner: SecretOwner): string[] {
  return owner.kind === 'instance' ? [owner.instance] : [owner.source, owner.destination, owner.topic]
}

function productOf(instance: string, { instances }: Project): string {
  const found = instances.get(instance)
  if (found) return found.product
  const near = suggestName(instance, instances.keys())
  throw new MeshroomError('INSTANCE_UNKNOWN', `there is no instance "${instance}"`, {
    hint: near ? `Did you mean ${near}?` : 'meshroom list instances',
  })
}
