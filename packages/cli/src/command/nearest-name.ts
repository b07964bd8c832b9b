import { suggestName } from '@meshroom/model'

/** The name that was most likely meant: with a slip or two, also a letter too many of a short one, or the only one that begins with what was typed. */
export function nearestName(typed: string, known: Iterable<string>): string | undefined {
  const names = [...known]
  const near = suggestName(typed, names)
  if (near !== undefined || typed.length < 2) return near
  const [only, other] = names.filter((name) => name.startsWith(typed) && name !== typed)
  if (other !== undefined) return undefined
  return only ?? names.find((name) => name.length > 1 && name === typed.slice(0, -1))
}
