import { MeshroomError } from '@meshroom/model'

/**
 * Reads `key=value` words; a value may itself hold `=`.
 *
 * @param flag The flag that the words were given with, for the error.
 * @throws MeshroomError `USAGE` where a word has no `=` or nothing before it, or a key is given twice
 */
export function parseAssignments(words: readonly string[], flag: string): Record<string, string> {
  const pairs = words.map((word) => parseAssignment(word, flag))
  const keys = pairs.map(([key]) => key)
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice === undefined) return Object.fromEntries(pairs)
  throw new MeshroomError('USAGE', `${flag} ${twice}=… is given twice`, {
    hint: 'Leave out the one that is not meant.',
  })
}

function parseAssignment(word: string, flag: string): readonly [string, string] {
  const at = word.indexOf('=')
  if (at > 0) return [word.slice(0, at), word.slice(at + 1)]
  throw new MeshroomError('USAGE', `${flag} takes key=value, not "${word}"`, { hint: `${flag} ${word || 'key'}=VALUE` })
}
