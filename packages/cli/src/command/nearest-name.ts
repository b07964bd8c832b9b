import { suggestName } from '@meshroom/model'

/** The name that was most likely meant: with a slip or two, or the only one that begins with what was typed. */
export function nearestName(typed: string, known: Iterable<string>): string | undefined {
  const names = [...known]
  const near = suggestName(typed, names)
  if (near !== undefined || typed.length < 2) return near
  const [only, other] = names.filter((name) => name.startsWith(typed) && name !== typed)
  return other === undefined ? only : undefined
}
