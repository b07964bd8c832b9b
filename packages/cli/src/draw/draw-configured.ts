import { cleanLine } from './clean-text.ts'

/** What a command wrote: files, and the names of secrets. */
export function drawConfigured(written: {
  readonly files: readonly string[]
  readonly secrets: readonly string[]
}): string[] {
  return [
    ...written.files.map((file) => `  wrote ${cleanLine(file)}`),
    ...written.secrets.map((name) => `  kept ${cleanLine(name)} in secrets.gpg`),
  ]
}
