import { SecretsError, type SecretsErrorCode } from '../secrets-error.ts'

const UNUSABLE: ReadonlySet<string> = new Set<SecretsErrorCode>([
  'RECIPIENT_EXPIRED',
  'RECIPIENT_REVOKED',
  'RECIPIENT_UNUSABLE',
])

/** Between the two sides of a merge no command can remove a recipient: that is to be done before it. */
export function throwForMerge(error: unknown): never {
  if (!(error instanceof SecretsError) || !UNUSABLE.has(error.code)) throw error
  const fingerprint = String(error.data?.fingerprint ?? 'FINGERPRINT')
  throw new SecretsError(error.code, `the merge cannot be written: ${error.message}`, {
    hint: `go back first: git merge --abort, or git rebase --abort; then meshroom secrets recipients remove ${fingerprint}, commit that, and merge again; where only the other branch has that recipient, do so there; or put a renewed key into recipients/${fingerprint}.asc, and go on with meshroom secrets resolve`,
    ...(error.data !== undefined && { data: error.data }),
    cause: error,
  })
}
