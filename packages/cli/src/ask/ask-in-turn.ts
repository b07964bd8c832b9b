let last: Promise<unknown> = Promise.resolve()

/**
 * Asks at the terminal once every earlier question is answered: of two at once, each would get what is typed, and a hook the passphrase. Must not be
 * nested.
 */
export function askInTurn<T>(ask: () => Promise<T>): Promise<T> {
  const answer = last.then(ask)
  last = answer.catch(() => {})
  return answer
}
