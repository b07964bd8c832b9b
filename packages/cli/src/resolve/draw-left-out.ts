import type { LeftOut } from '@meshroom/secrets'
import { cleanLine } from '../draw/clean-text.ts'

/** To whom a merge did not give access, and how a person does. */
export function drawLeftOut({ fingerprint, name }: LeftOut): string {
  return `--theirs gives ${cleanLine(name)} (${fingerprint}) access; that was left out, as nobody could be asked. Where it is meant: meshroom secrets recipients add ${fingerprint}`
}
