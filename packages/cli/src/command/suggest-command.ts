import { nearestName } from './nearest-name.ts'

/**
 * The command that was most likely meant by the words typed: what follows a command's own words are its arguments.
 *
 * @param typed `['lst', 'products']`
 * @param known Commands with their words parted by blanks.
 */
export function suggestCommand(typed: readonly string[], known: readonly string[]): string | undefined {
  for (const length of [3, 2, 1]) {
    const ofLength = known.filter((command) => command.split(' ').length === length)
    const near = nearestName(typed.slice(0, length).join(' '), ofLength)
    if (typed.length >= length && near) return near
  }
  return suggestLastWord(typed, known) ?? nearestName(typed[0] ?? '', topicsOf(known))
}

/** What was typed of an unknown command, without its arguments: the second word belongs to it only where commands begin with the first. */
export function unknownCommand([first = '', second]: readonly string[], known: readonly string[]): string {
  return second !== undefined && topicsOf(known).has(first) ? `${first} ${second}` : first
}

/** What shows the commands that there are: those that begin with the first word, where there are such. */
export function helpOf([first = '']: readonly string[], known: readonly string[]): string {
  return topicsOf(known).has(first) ? `${first} --help` : '--help'
}

/** First words that are no command themselves; `meshroom list` alone shows what there is to list. */
function topicsOf(known: readonly string[]): Set<string> {
  return new Set(known.filter((command) => command.includes(' ')).map((command) => command.split(' ', 1)[0] ?? ''))
}

/** `list product`: the first word is right, and the second nearly. */
function suggestLastWord([first = '', second = '']: readonly string[], known: readonly string[]): string | undefined {
  const below = known
    .filter((command) => command.startsWith(`${first} `))
    .map((command) => command.slice(first.length + 1))
  const near = nearestName(second, below)
  return near && `${first} ${near}`
}
