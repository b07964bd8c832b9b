import { suggestName } from '@meshroom/model'

/**
 * The command that was most likely meant by the words typed: what follows a command's own words are its arguments.
 *
 * @param typed `['lst', 'products']`
 * @param known Commands with their words parted by blanks.
 */
export function suggestCommand(typed: readonly string[], known: readonly string[]): string | undefined {
  for (const length of [3, 2, 1]) {
    const ofLength = known.filter((command) => command.split(' ').length === length)
    const near = suggestName(typed.slice(0, length).join(' '), ofLength)
    if (typed.length >= length && near) return near
  }
  return suggestLastWord(typed, known)
}

/** `list product`: the first word is right, and the second nearly. */
function suggestLastWord([first = '', second = '']: readonly string[], known: readonly string[]): string | undefined {
  const below = known
    .filter((command) => command.startsWith(`${first} `))
    .map((command) => command.slice(first.length + 1))
  const near = suggestName(second, below)
  return near && `${first} ${near}`
}
