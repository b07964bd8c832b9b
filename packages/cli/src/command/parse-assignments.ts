import { MeshroomError } from '@meshroom/model'

/**
 * Reads `key=value` words; a value may itself hold `=`, and the last of two equal keys counts.
 *
 * @param flag The flag that the words were given with, for the error.
 * @throws MeshroomError `USAGE` where a word has no `=` or nothing before it
 */
export function parseAssignments(words: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(words.map((word) => parseAssignment(word, flag)))
}

function parseAssignment(word: string, flag: string): readonly [string, string] {
  const at = word.indexOf('=')
  if (at > 0) return [word.slice(0, at), word.slice(at + 1)]
  throw new MeshroomError('USAGE', `${flag} takes key=value, not "${word}"`, { hint: `${flag} ${word || 'key'}=VALUE` })
}
