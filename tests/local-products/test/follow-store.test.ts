import { describe, expect, it } from 'vitest'
import { followStore, type StoreReader } from '../../../products/local-collector/service/follow-store.ts'

/** Files in memory, which a test changes between two reads. */
function store(files: Record<string, string>): StoreReader {
  return {
    read: async (name, start, length) => Buffer.from(files[name] ?? '').subarray(start, start + length),
    names: async () => Object.keys(files),
  }
}

/** Reads until a line is missing, with a change to the files after some of the lines. */
async function read(
  files: Record<string, string>,
  { cursor, changes = {}, until }: { cursor?: string; changes?: Record<string, () => void>; until: number },
) {
  const stop = new AbortController()
  const seen: { text: string; cursor: string }[] = []
  for await (const lines of followStore(store(files), {
    file: 'log',
    signal: stop.signal,
    pauseMs: 1,
    ...(cursor && { cursor }),
  })) {
    seen.push(...lines)
    changes[lines.at(-1)!.text]?.()
    if (seen.length >= until) stop.abort()
  }
  return seen
}

const texts = (lines: readonly { text: string }[]) => lines.map(({ text }) => text)

describe('following a store', () => {
  it('yields lines as they are written, and waits for the end of the last', async () => {
    const files = { log: 'a\nb\nhalf' }
    const changes = {
      b: () => {
        files.log += ' done\n'
      },
    }
    expect(texts(await read(files, { changes, until: 3 }))).toEqual(['a', 'b', 'half done'])
  })

  it('goes on after the cursor of any line', async () => {
    const files = { log: 'a\nb\nc\n' }
    const lines = await read(files, { until: 3 })
    expect(texts(await read(files, { cursor: lines[0]!.cursor, until: 2 }))).toEqual(['b', 'c'])
  })

  it('reads a rotated file to its end before the new one', async () => {
    const files: Record<string, string> = { log: 'a\nb\n' }
    const changes = {
      b: () => {
        files['log.1'] = `${files.log}late\n`
        files.log = 'new\n'
      },
    }
    expect(texts(await read(files, { changes, until: 4 }))).toEqual(['a', 'b', 'late', 'new'])
  })

  it('reads every generation between the cursor and now', async () => {
    const first = await read({ log: 'a\n' }, { until: 1 })
    const files = { log: 'd\n', 'log.1': 'c\n', 'log.2': 'a\nb\n', 'log.10': 'older\n', 'log.gz': 'x\n' }
    expect(texts(await read(files, { cursor: first[0]!.cursor, until: 3 }))).toEqual(['b', 'c', 'd'])
  })

  it('starts anew when the file was truncated', async () => {
    const files = { log: 'a\nb\n' }
    const changes = {
      b: () => {
        files.log = 'c\n'
      },
    }
    expect(texts(await read(files, { changes, until: 3 }))).toEqual(['a', 'b', 'c'])
  })

  it('starts anew when another file of the same length took its place', async () => {
    const lines = await read({ log: 'aa\n' }, { until: 1 })
    expect(texts(await read({ log: 'bb\ncc\n' }, { cursor: lines[0]!.cursor, until: 2 }))).toEqual(['bb', 'cc'])
  })

  it('waits for a file that is not there yet', async () => {
    const files: Record<string, string> = {}
    const reading = read(files, { until: 1 })
    files.log = 'a\n'
    expect(texts(await reading)).toEqual(['a'])
  })

  it('reads lines longer than it reads at once', async () => {
    const long = 'é'.repeat(1_500_000)
    expect(texts(await read({ log: `a\n${long}\nb\n` }, { until: 3 }))).toEqual(['a', long, 'b'])
  })

  it('begins at the beginning with a cursor that is none', async () => {
    expect(texts(await read({ log: 'a\n' }, { cursor: 'rubbish', until: 1 }))).toEqual(['a'])
  })
})
