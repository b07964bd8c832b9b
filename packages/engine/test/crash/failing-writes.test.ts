import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseEntry } from '../../src/journal/journal-entry.ts'
import { parseState } from '../../src/state/parse-state.ts'
import { readPins } from '../../src/trust/trust-lock.ts'
import { whyHarmless } from './harmless-failures.ts'
import { type Ended, readProject, runProcess } from './process-world.ts'
import {
  changesOf,
  type Disturbed,
  differences,
  edits,
  leaveStages,
  repeatAfter,
  runs,
  type Scenario,
  type Stage,
  stageLanes,
  tryAll,
} from './stage-scenario.ts'

/*
 * Every change that a process makes to a file of its project, found by watching it, fails once: the disk is full, must not be written, or takes half of
 * what is written. Old bytes stay whole, the process says so with a next step and exits with a code, but where `harmless-failures.ts` says why it need
 * not; the same command then goes on.
 */

const { up, down } = runs as Record<'up' | 'down', Scenario>

describe.each(Object.entries({ up, down, ...edits }))('%s', (_, scenario) => {
  test('whatever change fails: old bytes, a code, what to do; then the same command goes on', async () => {
    const stages = await stageLanes(scenario)
    const cases = stages.slice(0, 1).flatMap(failuresOf)
    const faults = await tryAll(stages, cases, async (stage, failure) => {
      const { name, at, how, code } = failure
      const disturb = (root: string) =>
        runProcess(root, scenario.act, { env: { CRASH_AT: String(at), CRASH_HOW: how, CRASH_FAULT: code } })
      const found = await repeatAfter(stage, disturb, (disturbed) => judge(stage, disturbed, failure))
      return found.map((fault) => `${name}: ${fault}`)
    })
    await leaveStages(stages)
    console.info(`${cases.length} failures`)
    expect(faults).toEqual([])
  }, 400_000)
})

interface Failure {
  readonly name: string
  /** What fails, or would not last where a sync does. */
  readonly change: string
  readonly at: number
  readonly how: 'before' | 'torn'
  readonly code: string
}

function failuresOf(stage: Stage): Failure[] {
  return changesOf(stage).flatMap(([at, change]): Failure[] => {
    if (/^sync(?:Folder)? /.test(change)) {
      const name = `a disk that fails at ${at} ${change}`
      return [{ name, change: syncedBy(stage.changes, at), at, how: 'before', code: 'EIO' }]
    }
    return [
      { name: `a full disk at ${at} ${change}`, change, at, how: 'before', code: 'ENOSPC' },
      { name: `a disk that must not be written at ${at} ${change}`, change, at, how: 'before', code: 'EACCES' },
      ...(change.startsWith('write ')
        ? [{ name: `half of ${at} ${change}`, change, at, how: 'torn', code: 'ENOSPC' } as const]
        : []),
    ]
  })
}

/** The change that the sync of a folder makes last; a sync of a file itself. */
function syncedBy(changes: readonly string[], at: number): string {
  const [call, path = ''] = changes[at]?.split(' ') ?? []
  const isMade = (change: string) =>
    call === 'syncFolder' && !/^sync/.test(change) && dirname(change.split(' ')[1] ?? '') === path
  return changes.slice(0, at).findLast(isMade) ?? changes[at] ?? ''
}

async function judge(stage: Stage, disturbed: Disturbed, { change, code }: Failure): Promise<string[]> {
  const files = await readProject(disturbed.root)
  const isTold = whyHarmless(change) === undefined
  return [
    ...(isTold ? unlessTold(disturbed, code) : unlessDone(stage, { ...disturbed, files })),
    ...(await notWhole({ stage, root: disturbed.root }, files)),
  ]
}

/** Told as an error or a warning with the next step; or the error of the system itself with the file, for which the command line knows one. */
function unlessTold({ code: exit, events, stderr }: Ended, fault: string): string[] {
  const told = tellings(events)
  const isTold = told.some(({ code, message, hint, path }) =>
    code === fault
      ? path !== undefined
      : message?.includes(fault) && /make room or mend the permissions/.test(hint ?? ''),
  )
  return (exit === 1 || exit === 2) && isTold ? [] : [`exits ${exit} and says ${JSON.stringify(told)} ${stderr}`]
}

/** What exits with 0 has done all of it. What is below `.meshroom` may be left over. */
function unlessDone(
  { files: wanted }: Stage,
  { code: exit, events, stderr, files }: Ended & { readonly files: Readonly<Record<string, string>> },
): string[] {
  const told = tellings(events)
  const said = exit === 0 && told.length === 0 ? [] : [`exits ${exit} and says ${JSON.stringify(told)} ${stderr}`]
  return [...said, ...differences('the project', withoutOwn(wanted), withoutOwn(files))]
}

function tellings(events: Ended['events']): readonly Telling[] {
  return events.filter(({ type }) => /error|failed|warning/.test(type)).map((event) => event.error ?? event)
}

type Telling = Pick<Ended['events'][number], 'code' | 'message' | 'hint' | 'path'>

function withoutOwn(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).filter(([file]) => !file.startsWith('.meshroom/')))
}

async function notWhole(
  where: { readonly stage: Stage; readonly root: string },
  files: Readonly<Record<string, string>>,
): Promise<string[]> {
  const found = Object.entries(files).map(async ([file, text]) => {
    return (await isWhole(where, file, text)) ? [] : [`${file} is ${text}`]
  })
  return (await Promise.all(found)).flat()
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
