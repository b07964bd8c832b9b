import type { VaultDocument } from './document/vault-document.ts'
import { readVersion } from './gpg/gpg-version.ts'
import type { VaultPorts } from './read-vault.ts'
import type { RecipientInfo } from './recipients/vault-recipients.ts'
import { SecretsError } from './secrets-error.ts'
import { orMissing } from './storage/file-system.ts'
import type { EntryInfo } from './vault.ts'

/** Something that is wrong, or soon will be. */
export interface Finding {
  readonly level: 'error' | 'warning'
  /** Stable: programs may compare it. */
  readonly code: string
  readonly message: string
  /** The next step, as an imperative. */
  readonly hint: string
  /** What it is about: a name, a fingerprint, a path. */
  readonly subject: string
}

/** How long before its end something is warned of. */
const SOON_MS = 14 * 24 * 3600_000

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
  const findings = [...(await checkKeyFolder(input)), ...(await checkGpg(input.ports))]
  try {
    const document = await input.document()
    const now = input.ports.clock()
    findings.push(...checkDocument(document, input.ports.file))
    findings.push(...(await input.entries()).flatMap((entry) => checkEntry(entry, now)))
    findings.push(...(await input.recipients()).flatMap((recipient) => checkRecipient(recipient, now)))
  } catch (error) {
    if (!(error instanceof SecretsError)) throw error
    findings.push({
      level: 'error',
      code: error.code,
      message: error.message,
      hint: error.hint ?? '',
      subject: input.ports.file,
    })
  }
  return findings
}

/** What an entry's metadata say at a time. */
export function checkEntry({ name, expires, rotate, conflict }: EntryInfo, now: Date): Finding[] {
  const findings: Finding[] = []
  const hint = `replace it where it is used, then: meshroom secrets set ${name}`
  if (conflict) {
    const settle = `meshroom secrets resolve ${name} --ours, or --theirs`
    findings.push({
      level: 'error',
      code: 'ENTRY_CONFLICT',
      message: `${name} has two values since a merge`,
      hint: settle,
      subject: name,
    })
  }
  if (rotate !== undefined) {
    const message = `${name} is known to ${rotate.because}, whose access ended on ${rotate.since.slice(0, 10)}`
    findings.push({ level: 'warning', code: 'ENTRY_ROTATE', message, hint, subject: name })
  }
  const due = dueState(expires, now)
  if (due === 'over')
    findings.push({
      level: 'error',
      code: 'ENTRY_EXPIRED',
      message: `${name} expired on ${expires?.slice(0, 10)}`,
      hint,
      subject: name,
    })
  if (due === 'soon')
    findings.push({
      level: 'warning',
      code: 'ENTRY_EXPIRES',
      message: `${name} expires on ${expires?.slice(0, 10)}`,
      hint,
      subject: name,
    })
  return findings
}

/** What a recipient's key says at a time. */
export function checkRecipient({ fingerprint, name, access, state, expiresAt }: RecipientInfo, now: Date): Finding[] {
  const who = name || fingerprint
  if (access === 'proposed') {
    const hint = `meshroom secrets recipients add ${fingerprint}, or remove the file`
    return [
      {
        level: 'warning',
        code: 'RECIPIENT_UNKNOWN',
        message: `${who} has a key here, and no access`,
        hint,
        subject: fingerprint,
      },
    ]
  }
  const hint = `take the renewed key of ${who} with: meshroom secrets recipients add FILE, or remove this recipient`
  if (state !== 'usable') {
    const code = `RECIPIENT_${state.toUpperCase()}`
    return [
      {
        level: 'error',
        code,
        message: `the key of ${who} is ${state}: nothing can be written any more`,
        hint,
        subject: fingerprint,
      },
    ]
  }
  if (dueState(expiresAt, now) !== 'soon') return []
  return [
    {
      level: 'warning',
      code: 'RECIPIENT_EXPIRES',
      message: `the key of ${who} expires on ${expiresAt?.slice(0, 10)}`,
      hint,
      subject: fingerprint,
    },
  ]
}

function checkDocument({ values, meta }: VaultDocument, file: string): Finding[] {
  if (meta === undefined && values.size > 0) {
    const hint = 'set any secret: it is signed from then on'
    return [{ level: 'warning', code: 'VAULT_UNSIGNED', message: 'the vault is not signed yet', hint, subject: file }]
  }
  if (meta?.recipients.length !== 1) return []
  const hint = 'meshroom secrets recipients add-recovery'
  return [
    {
      level: 'warning',
      code: 'RECIPIENT_SINGLE',
      message: 'one key alone opens the vault: if it is lost, so is all of it',
      hint,
      subject: file,
    },
  ]
}

/** Private keys are for their owner's eyes. Windows has no such permissions. */
async function checkKeyFolder({ ports: { fs }, keyDir }: CheckInput): Promise<Finding[]> {
  if (process.platform === 'win32') return []
  const names = (await orMissing(fs.list(keyDir))) ?? []
  const paths = names.length === 0 ? [] : [keyDir, ...names.map((name) => `${keyDir}/${name}`)]
  const modes = await Promise.all(paths.map(async (path) => [path, (await orMissing(fs.mode(path))) ?? 0] as const))
  return modes.flatMap(([path, mode]): Finding[] => {
    const hint = `chmod go= ${path}`
    return (mode & 0o077) === 0
      ? []
      : [{ level: 'error', code: 'KEY_EXPOSED', message: `others than you can read ${path}`, hint, subject: path }]
  })
}

/** These leave a byte out for Curve25519: other programs cannot read what they encrypt (this one can). */
async function checkGpg({ gpg }: VaultPorts): Promise<Finding[]> {
  const version = await readVersion(gpg)
  const [major = 0, minor = 0, patch = 0] = version?.split('.').map(Number) ?? []
  if (major !== 2 || minor !== 5 || patch < 7 || patch > 12) return []
  const message = `gpg ${version} encrypts for Curve25519 in a way that older programs cannot read`
  return [{ level: 'warning', code: 'GPG_FAULTY', message, hint: 'update gpg to 2.5.13 or later', subject: 'gpg' }]
}

function dueState(date: string | undefined, now: Date): 'over' | 'soon' | 'later' {
  const left = date === undefined ? Number.POSITIVE_INFINITY : Date.parse(date) - now.getTime()
  return left <= 0 ? 'over' : left <= SOON_MS ? 'soon' : 'later'
}
