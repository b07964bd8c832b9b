const tails = new Map<string, Promise<unknown>>()

/** Runs acts with the same key one after another, within this process; a failed one does not stop the next. */
export async function oneAtATime<T>(key: string, act: () => Promise<T>): Promise<T> {
  const before = tails.get(key) ?? Promise.resolve()
  const mine = before.then(act, act)
  tails.set(key, mine)
  try {
    return await mine
  } finally {
    if (tails.get(key) === mine) tails.delete(key)
  }
}
