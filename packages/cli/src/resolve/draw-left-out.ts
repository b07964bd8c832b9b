import type { LeftOut } from '@meshroom/secrets'
import { cleanLine } from '../draw/clean-text.ts'

/** To whom a merge did not give access, and how a person does. */
export function drawLeftOut({ fingerprint, name, isOurs }: LeftOut): string {
  const who = `${cleanLine(name)} (${fingerprint})`
  const access = isOurs ? `${who} reads --ours, and has no access elsewhere` : `--theirs gives ${who} access`
  return `${access}; that was left out, as nobody could be asked. Where it is meant: meshroom secrets recipients add ${fingerprint}`
}
