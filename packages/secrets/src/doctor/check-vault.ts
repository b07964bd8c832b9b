import { join } from 'node:path'
import type { VaultDocument } from '../document/vault-document.ts'
import { readVersion } from '../gpg/gpg-version.ts'
import { hasKeyId, parsePublicKey } from '../pgp/public-key.ts'
import { parseVaultMessage } from '../pgp/vault-message.ts'
import type { VaultPorts } from '../read-vault.ts'
import { nameReaders } from '../recipients/name-readers.ts'
import { recipientFile } from '../recipients/proposed-recipients.ts'
import type { RecipientInfo } from '../recipients/vault-recipients.ts'
import { SecretsError } from '../secrets-error.ts'
import { orMissing } from '../storage/file-system.ts'
import { findLock } from '../storage/lock-file.ts'
import type { EntryInfo } from '../vault.ts'
import { checkEntry } from './check-entry.ts'
import { checkRecipient } from './check-recipient.ts'
import { checkRecipientFiles } from './check-recipient-files.ts'
import type { Finding } from './finding.ts'

/** What is looked at. */
export interface CheckInput {
  readonly ports: VaultPorts
  readonly keyDir: string
  document(): Promise<VaultDocument>
  entries(): Promise<readonly EntryInfo[]>
  recipients(): Promise<readonly RecipientInfo[]>
}

/** Looks at everything that can be looked at; a vault that cannot be opened is a finding, not an error. */
export async function checkVault(input: CheckInput): Promise<Finding[]> {
  const { ports } = input
  const outside = [...(await checkKeyFolder(input)), ...(await checkGpg(ports)), ...(await checkLock(ports))]
  try {
    return [...outside, ...(await checkContent(input))]
  } catch (error) {
    if (!(error instanceof SecretsError)) throw error
    const { code, message, hint = '' } = error
    return [...outside, { level: 'error', code, subject: input.ports.file, message, hint }]
  }
}

async function checkContent({ ports, document, entries, recipients }: CheckInput): Promise<Finding[]> {
  const now = ports.clock()
  const present = await document()
  const isUnsigned = present.meta === undefined && present.values.size > 0
  const reading = isUnsigned ? await readingProposals(ports, await recipients()) : []
  return [
    ...(isUnsigned ? await checkUnsigned(ports) : checkReaders(present, ports.file)),
    ...(await entries()).flatMap((entry) => checkEntry(entry, now)),
    ...(await recipients())
      .filter(({ fingerprint }) => !reading.includes(fingerprint))
      .flatMap((recipient) => checkRecipient(recipient, now)),
    ...(await checkRecipientFiles(ports, present.meta?.recipients ?? [])),
  ]
}

/** Nothing vouches for whom an unsigned file is encrypted for, so all of them are named. */
async function checkUnsigned(ports: VaultPorts): Promise<Finding[]> {
  const { keyIds } = await parseVaultMessage(await ports.fs.read(ports.file))
  const readers = (await nameReaders(ports, keyIds)).map((name, index) => `${name} (${keyIds[index]})`)
  const message = `the vault is not signed yet: anybody may have written it, and these can read it: ${readers.join(', ')}`
  const hint = 'where they are the right ones, set any secret: it is signed from then on'
  return [{ level: 'warning', code: 'VAULT_UNSIGNED', subject: ports.file, message, hint }]
}

/** Those that only have a key in the folder, and whom an unsigned file is encrypted for all the same. */
async function readingProposals(ports: VaultPorts, recipients: readonly RecipientInfo[]): Promise<string[]> {
  const { keyIds } = await parseVaultMessage(await ports.fs.read(ports.file))
  const proposed = recipients.filter(({ access }) => access === 'proposed').map(({ fingerprint }) => fingerprint)
  const reads = await Promise.all(proposed.map((fingerprint) => isReader(ports, { fingerprint, keyIds })))
  return proposed.filter((_fingerprint, index) => reads[index])
}

async function isReader(
  ports: VaultPorts,
  { fingerprint, keyIds }: { readonly fingerprint: string; readonly keyIds: readonly string[] },
): Promise<boolean> {
  const file = recipientFile(ports, fingerprint)
  const key = await parsePublicKey(new TextDecoder().decode(await ports.fs.read(file)), file)
  return keyIds.some((id) => hasKeyId(key, id))
}

function checkReaders({ meta }: VaultDocument, subject: string): Finding[] {
  if (meta?.recipients.length !== 1) return []
  const message = 'one key alone opens the vault: if it is lost, so is all of it'
  const hint =
    'give another one access: meshroom secrets recipients add FILE; or make a spare key: meshroom secrets recipients recovery > recovery.asc'
  return [{ level: 'warning', code: 'RECIPIENT_SINGLE', subject, message, hint }]
}

/** Private keys are for their owner's eyes. Windows has no such permissions. */
async function checkKeyFolder({ ports: { fs }, keyDir }: CheckInput): Promise<Finding[]> {
  if (process.platform === 'win32') return []
  const names = (await orMissing(fs.list(keyDir))) ?? []
  const paths = names.length === 0 ? [] : [keyDir, ...names.map((name) => join(keyDir, name))]
  const modes = await Promise.all(paths.map(async (path) => ({ path, mode: await orMissing(fs.mode(path)) })))
  return modes.flatMap(({ path, mode = 0 }) => ((mode & 0o077) === 0 ? [] : [exposed(path)]))
}

async function checkLock({ fs, file }: VaultPorts): Promise<Finding[]> {
  const subject = `${(await orMissing(fs.realPath(file))) ?? file}.lock`
  const lock = await findLock(fs, subject)
  if (lock === undefined) return []
  const { holder, isStale } = lock
  const who = holder === undefined ? 'a writer that is not named' : `process ${holder.pid} on ${holder.host}`
  const message = isStale ? `a lock of ${who}, which is gone, was left behind` : `${who} is writing the vault`
  const hint = isStale
    ? 'nothing needs doing: the next change takes it over'
    : `if it is stuck, end it, or remove ${subject}`
  return [{ level: 'warning', code: 'VAULT_LOCKED', subject, message, hint }]
}

function exposed(subject: string): Finding {
  const message = `others than you can read ${subject}`
  return { level: 'error', code: 'KEY_EXPOSED', subject, message, hint: `chmod go= ${subject}` }
}

/** These leave a byte out for Curve25519: other programs cannot read what they encrypt (this one can). */
async function checkGpg({ gpg }: VaultPorts): Promise<Finding[]> {
  const version = await readVersion(gpg)
  const [major = 0, minor = 0, patch = 0] = version?.split('.').map(Number) ?? []
  if (major !== 2 || minor !== 5 || patch < 7 || patch > 12) return []
  const message = `gpg ${version} encrypts for Curve25519 in a way that older programs cannot read`
  return [{ level: 'warning', code: 'GPG_FAULTY', subject: 'gpg', message, hint: 'update gpg to 2.5.13 or later' }]
}
