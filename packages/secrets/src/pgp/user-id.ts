/** The parts of a user id, as OpenPGP.js joins them: `name <email>`. */
export interface UserId {
  readonly name: string
  readonly email?: string
}

/** More than any name or address needs. */
const MAX_LENGTH = 200

/**
 * A user id of whatever git or a person calls somebody. User ids are printed by gpg and parsed by people's scripts: what would need
 * escaping there is left out. An address that is none by the rules of OpenPGP.js (`a@x`) becomes a part of the name; without a name the
 * first part of the address is one.
 *
 * @example
 * userId('Ada', 'ada@example.org') // { name: 'Ada', email: 'ada@example.org' }
 * userId('', 'a@x') // { name: 'a@x' }
 */
export function userId(name: string, email: string | undefined): UserId {
  const [cleanName, cleanEmail] = [clean(name), clean(email ?? '').replaceAll(' ', '')]
  if (isAddress(cleanEmail))
    return { name: cleanName || clean(cleanEmail.split('@')[0] ?? '') || FALLBACK, email: cleanEmail }
  const mention = cleanEmail.includes('@') ? cleanEmail : ''
  return { name: clean(`${cleanName} ${mention}`) || FALLBACK }
}

const FALLBACK = 'meshroom'

/** No controls, halves of characters, marks of direction, nor what parts the name from the address. */
function clean(text: string): string {
  const printable = text.replace(/[\p{C}\p{Z}<>()\\"]+/gu, ' ').trim()
  return [...printable].slice(0, MAX_LENGTH).join('').trim()
}

function isAddress(text: string): boolean {
  return /^[^\p{C}\p{Z}@<>\\]+@[^\p{C}\p{Z}@<>\\]+[^\p{C}\p{Z}\p{P}@<>\\]$/u.test(text)
}
