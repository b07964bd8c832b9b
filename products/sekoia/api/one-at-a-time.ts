/** The end of what was asked for last, by key. Plugs of one tenant are set up side by side, in one process. */
const last = new Map<string, Promise<unknown>>()

/**
 * Runs acts of the same key one after another, so that two plugs which both need a thing do not both make it.
 *
 * @example
 * await oneAtATime(`entity ${instance.name}`, () => findOrMake())
 */
export async function oneAtATime<T>(key: string, act: () => Promise<T>): Promise<T> {
  const before = last.get(key) ?? Promise.resolve()
  const mine = before.then(act, act)
  last.set(key, mine)
  try {
    return await mine
  } finally {
    if (last.get(key) === mine) last.delete(key)
  }
}
