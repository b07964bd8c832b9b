import { join } from 'node:path'
import type { VaultDocument } from '../document/vault-document.ts'
import { readVersion } from '../gpg/gpg-version.ts'
import type { VaultPorts } from '../read-vault.ts'
import type { RecipientInfo } from '../recipients/vault-recipients.ts'
import { SecretsError } from '../secrets-error.ts'
import { orMissing } from '../storage/file-system.ts'
import type { EntryInfo } from '../vault.ts'
import { checkEntry } from './check-entry.ts'
import { checkRecipient } from './check-recipient.ts'
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
  const outside = [...(await checkKeyFolder(input)), ...(await checkGpg(input.ports))]
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
  return [
    ...checkDocument(await document(), ports.file),
    ...(await entries()).flatMap((entry) => checkEntry(entry, now)),
    ...(await recipients()).flatMap((recipient) => checkRecipient(recipient, now)),
  ]
}

function checkDocument({ values, meta }: VaultDocument, subject: string): Finding[] {
  if (meta === undefined && values.size > 0) {
    const hint = 'set any secret: it is signed from then on'
    return [{ level: 'warning', code: 'VAULT_UNSIGNED', subject, message: 'the vault is not signed yet', hint }]
  }
  if (meta?.recipients.length !== 1) return []
  const message = 'one key alone opens the vault: if it is lost, so is all of it'
  const hint = 'add another recipient, or a recovery key'
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
