import type { Member } from './team.ts'

/** A file as anybody writes it who knows the public keys: encrypted, unsigned, without metadata, as the Python tool's. */
export async function unsignedFor(members: readonly Member[], content: object): Promise<string> {
  const openpgp = await import('openpgp')
  const encryptionKeys = await Promise.all(
    members.map(async (each) => openpgp.readKey({ armoredKey: await each.publicKey() })),
  )
  const message = await openpgp.createMessage({ text: JSON.stringify(content) })
  return String(await openpgp.encrypt({ message, encryptionKeys }))
}
