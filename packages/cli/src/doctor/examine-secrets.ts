import { join } from 'node:path'
import type { Finding as SecretsFinding } from '@meshroom/secrets'
import { checkGitDrivers } from '../git/check-git-drivers.ts'
import { openVaultFile } from '../ports/open-vault-file.ts'
import type { Finding } from './examine.ts'

/** What `secrets doctor` finds, in a line. Nobody is asked: secrets that need a passphrase are not looked at. */
export async function examineSecrets(root: string): Promise<Finding> {
  const vault = openVaultFile({ file: join(root, 'secrets.gpg'), prompter: undefined })
  const findings = [...(await vault.check()), ...(await checkGitDrivers(root))]
  if (findings.some(({ code }) => code === 'PASSPHRASE_REQUIRED')) return locked
  const [worst] = [...findings.filter(({ level }) => level === 'error'), ...findings]
  return worst === undefined ? { check: 'secrets', status: 'ok', detail: 'in order' } : inAWord(worst, findings.length)
}

const hint = 'meshroom secrets doctor'

const locked: Finding = { check: 'secrets', status: 'ok', detail: 'not looked at: they need a passphrase', hint }

function inAWord({ level, message }: SecretsFinding, count: number): Finding {
  const more = count === 1 ? '' : `; and ${count - 1} more`
  return { check: 'secrets', status: level, detail: `${message}${more}`, hint }
}
