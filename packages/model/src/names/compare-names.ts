/**
 * Orders names by code units: the same everywhere, whatever the locale.
 *
 * @example
 * ['b', 'a'].toSorted(compareNames) // ['a', 'b']
 */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
