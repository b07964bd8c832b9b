/** Lines that are sent together. */
export interface LineBatch {
  /** Of the first line, counted from 0. */
  readonly first: number
  readonly lines: readonly string[]
}

export interface BatchOptions {
  readonly size: number
  /** A batch that is not full waits no longer than this for its next line. */
  readonly lingerMs: number
}

/** Collects lines into batches: full ones, or what there is when no line follows at once, so that a person who types sees an answer. Empty lines are skipped. */
export async function* batchLines(
  lines: AsyncIterable<string>,
  options: BatchOptions,
): AsyncGenerator<LineBatch, void, void> {
  const source = lines[Symbol.asyncIterator]()
  let [first, batch] = [0, [] as string[]]
  let next = source.next()
  try {
    for (;;) {
      const taken = batch.length === 0 ? await next : await withinTime(next, options.lingerMs)
      if (taken?.done === true) break
      if (taken !== undefined) {
        if (taken.value !== '') batch.push(taken.value)
        next = source.next()
      }
      if (batch.length === 0 || (taken !== undefined && batch.length < options.size)) continue
      yield { first, lines: batch }
      first += batch.length
      batch = []
    }
    if (batch.length > 0) yield { first, lines: batch }
  } finally {
    next.catch(() => undefined)
    await source.return?.()
  }
}

/** Undefined when it takes longer. */
async function withinTime<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
