import { SecretsError } from '../secrets-error.ts'

/** The error for a secret of which nobody has said yet which value counts. */
export function inConflict(name: string): SecretsError {
  return new SecretsError('ENTRY_CONFLICT', `"${name}" has two values since a merge`, {
    hint: `take one: meshroom secrets resolve ${name} --ours, or --theirs; meshroom secrets resolve says whose each is`,
    data: { name },
  })
}
