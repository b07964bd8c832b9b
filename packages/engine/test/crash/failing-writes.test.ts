import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseEntry } from '../../src/journal/journal-entry.ts'
import { parseState } from '../../src/state/parse-state.ts'
import { readPins } from '../../src/trust/trust-lock.ts'
import { type Ended, readProject, runProcess } from './process-world.ts'
import {
  changesOf,
  type Disturbed,
  edits,
  repeatAfter,
  runs,
  type Scenario,
  type Stage,
  tryAll,
} from './stage-scenario.ts'

/*
 * Every change that a process makes to a file of its project, found by watching it, fails once: the disk is full, must not be written, or takes half of
 * what is written. Old bytes stay whole, the process says so and exits with a code; the same command then goes on.
 */

const { up, down } = runs as Record<'up' | 'down', Scenario>

describe.each(Object.entries({ up, down, ...edits }))('%s', (_, scenario) => {
  test('whatever change fails: old bytes, a code, what to do; then the same command goes on', async () => {
    const { cases, faults } = await tryAll(scenario, failuresOf, async (stage, { name, at, how, code }) => {
      const disturb = (root: string) =>
        runProcess(root, scenario.act, { env: { CRASH_AT: String(at), CRASH_HOW: how, CRASH_FAULT: code } })
      const found = await repeatAfter(stage, disturb, (disturbed) => judge(stage, disturbed, code))
      return found.map((fault) => `${name}: ${fault}`)
    })
    console.info(`${cases} failures`)
    expect(faults).toEqual([])
  }, 400_000)
})

interface Failure {
  readonly name: string
  readonly at: number
  readonly how: 'before' | 'torn'
  readonly code: string
}

function failuresOf(stage: Stage): Failure[] {
  return changesOf(stage).flatMap(([at, change]): Failure[] => [
    { name: `a full disk at ${at} ${change}`, at, how: 'before', code: 'ENOSPC' },
    { name: `a disk that must not be written at ${at} ${change}`, at, how: 'before', code: 'EACCES' },
    ...(change.startsWith('write ')
      ? [{ name: `half of ${at} ${change}`, at, how: 'torn', code: 'ENOSPC' } as const]
      : []),
  ])
}

/** Not every failure stands in the way: a draft or a lock that cannot be removed does not, and is swept by the next. */
async function judge(stage: Stage, { root, code, events, stderr }: Disturbed, fault: string): Promise<string[]> {
  const told = events.filter(({ type }) => /error|failed|warning/.test(type))
  const files = Object.entries(await readProject(root))
  const whole = await Promise.all(files.map(async ([file, text]) => isWhole({ stage, root }, file, text)))
  return [
    ...(code === 0 || ((code === 1 || code === 2) && saysWhatToDo(told, fault))
      ? []
      : [`exits ${code} and says ${JSON.stringify(told)} ${stderr}`]),
    ...files.filter((_, index) => !whole[index]).map(([file, text]) => `${file} is ${text}`),
  ]
}

/** What the disk said, and the next step; or the error of the system itself with the file, for which the command line knows the next step. */
function saysWhatToDo(told: Ended['events'], fault: string): boolean {
  const text = JSON.stringify(told)
  const isPlain = told.some(({ code, path }) => code === fault && path !== undefined)
  return isPlain || (text.includes(fault) && /make room or mend the permissions/.test(text))
}

/** As it was, as it was to be, or one that a run leaves on its way. */
async function isWhole(
  { stage: { before, files }, root }: { readonly stage: Stage; readonly root: string },
  file: string,
  text: string,
): Promise<boolean> {
  if (text === before[file] || text === files[file] || file.startsWith('.meshroom/lock/')) return true
  if (file === 'meshroom.lock') return (await readPins(root)).size > 0
  const raw = await readFile(join(root, file), 'utf8')
  if (file.endsWith('.ndjson')) return raw.split('\n').slice(0, -1).every(parseEntry)
  const plug = { source: 'a', destination: 'b', topic: 'events', mode: 'push' } as const
  return file === 'state/default/a/b/events.json' && 'state' in parseState(raw, { file, expected: plug })
}
