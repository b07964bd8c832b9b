import { listEntries, readBytes, readText } from './list-entries.ts'
import { decryptBytes, type VaultPorts } from './read-vault.ts'
import { assertKnownOrigin } from './trust/assert-trusted.ts'
import type { EntryInput } from './vault.ts'

/**
 * The entries of another vault, or of another version of this one, to be written here. What is in conflict there is left
 * out. That it is older than something, or not the vault of this place, says nothing against it.
 *
 * @throws {SecretsError} what opening and judging where it comes from throw
 */
export async function readOther(ports: VaultPorts, bytes: Uint8Array): Promise<EntryInput[]> {
  const opened = await decryptBytes(ports, bytes)
  await assertKnownOrigin(ports, { ...opened, file: undefined })
  const { document } = opened
  const settled = listEntries(document).filter(({ conflict }) => conflict === undefined)
  return settled.map(({ name, owner, key, expires, binary }) => ({
    name,
    value: (binary ? readBytes(document, name) : readText(document, name)) ?? '',
    ...(owner !== undefined && key !== undefined && { owner, key }),
    ...(expires !== undefined && { expires: new Date(expires) }),
  }))
}
