/** A budget of bytes that refills over time: short bursts pass, a flood does not. */
export interface Allowance {
  /** @returns false once the budget is exceeded */
  spend(bytes: number): boolean
}

/** Makes a budget of `burst` bytes that refills by `perSecond`; `now` is in milliseconds. */
export function createAllowance(options: {
  readonly burst: number
  readonly perSecond: number
  readonly now?: () => number
}): Allowance {
  const { burst, perSecond, now = () => performance.now() } = options
  let left = burst
  let last = now()
  return {
    spend(bytes) {
      const time = now()
      left = Math.min(burst, left + ((time - last) / 1_000) * perSecond) - bytes
      last = time
      return left >= 0
    },
  }
}
