import { MeshroomError, suggestName } from '@meshroom/model'
import { describeOwner, type SecretOwner, type Vault } from '@meshroom/secrets'
import { ownerWords, type SecretAddress } from '../ports/find-secret.ts'

/** The error for a secret that has no value, with the nearest name that has. */
export async function secretUnknown(name: string, vault: Vault): Promise<MeshroomError> {
  const entries = await vault.list()
  const same = entries.find((entry) => entry.name === name)
  if (same?.owner && same.key !== undefined) return ofAnother(name, same.owner, same.key)
  const names = entries.map((entry) => entry.name)
  const near = suggestName(name, names)
  return new MeshroomError('SECRET_UNKNOWN', `there is no secret "${name}"`, {
    hint: near ? `Did you mean ${near}?` : 'meshroom secrets list',
    data: { name },
  })
}

/** Two owners can make the same name; the vault has it of one of them. */
function ofAnother(name: string, owner: SecretOwner, key: string): MeshroomError {
  const [whose, words] = [describeOwner(owner), [...ownerWords(owner), key].join(' ')]
  const mode = owner.kind === 'plug' && owner.mode === 'pull' ? ' --mode pull' : ''
  return new MeshroomError(
    'SECRET_UNKNOWN',
    `the one that is named has no such secret; "${name}" is ${key} of ${whose}`,
    {
      hint: `where that is meant: meshroom secrets get ${words}${mode}`,
      data: { name },
    },
  )
}

/**
 * Refuses names that have no value, before anything is done with the others.
 *
 * @throws MeshroomError `SECRET_UNKNOWN`
 */
export async function assertSecretsKnown(names: readonly string[], vault: Vault): Promise<void> {
  const known = new Set((await vault.list()).map(({ name }) => name))
  const unknown = names.find((name) => !known.has(name))
  if (unknown !== undefined) throw await secretUnknown(unknown, vault)
}

/**
 * Refuses the name of an entry that is another owner's, where an owner was named: two owners can make the same name.
 *
 * @throws MeshroomError `SECRET_UNKNOWN`
 */
export async function assertOwnedHere({ name, owned }: SecretAddress, vault: Vault): Promise<void> {
  if (owned && (await vault.getFor(owned.owner, owned.key)) === undefined) throw await secretUnknown(name, vault)
}
