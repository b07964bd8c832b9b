import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whyHarmless } from './harmless-failures.ts'
import { type Ended, runProcess } from './process-world.ts'
import { changesOf, edits, leaveStages, repeatAfter, runs, type Stage, stageLanes, tryAll } from './stage-scenario.ts'

/*
 * A process is killed at every change that it makes to a file of its project, found by watching it, and at every call of a hook; the same command
 * then brings everything to where one that nobody disturbed would have.
 */

const parts: Readonly<Record<string, readonly string[]>> = {
  run: ['lock/project.json', 'journal/default.ndjson', 'state/default/'],
  edit: ['lock/project.json'],
}

const scenarios = [
  ...Object.entries(runs).map(([name, scenario]) => ({ name, scenario, kind: 'run' })),
  ...Object.entries(edits).map(([name, scenario]) => ({ name, scenario, kind: name === 'trust' ? 'trust' : 'edit' })),
]

describe.each(scenarios)('$name', ({ scenario, kind }) => {
  let stages: readonly Stage[] = []
  beforeAll(async () => {
    stages = await stageLanes(scenario)
  })
  afterAll(() => leaveStages(stages))

  test('whatever it changes has a failpoint, and is synced before it counts', () => {
    for (const { before, files, changes, untraced } of stages) {
      expect(files).not.toEqual(before)
      expect(untraced).toEqual([])
      for (const part of parts[kind] ?? []) expect(changes.join('\n')).toContain(part)
      expect(unsynced(changes)).toEqual([])
    }
  })

  test('killed at any of them, and at any call of a hook, the same command converges and repeats nothing that is done', async () => {
    const cases = stages.slice(0, 1).flatMap(killsOf)
    const faults = await tryAll(stages, cases, async (stage, kill) => {
      const disturb = (root: string) => runAndKill(root, stage, kill)
      const found = await repeatAfter(stage, disturb, ({ signal, code, stderr }) =>
        signal === 'SIGKILL' ? [] : [`was not killed: exit ${code} ${stderr}`],
      )
      return found.map((fault) => `${kill.name}: ${fault}`)
    })
    console.info(`${cases.length} kills`)
    expect(faults).toEqual([])
  }, 400_000)
})

/** What is written is synced before anything else is done with it, and the folder after a file or folder was put in place in it. A cache may be lost, and what hooks use in passing. */
function unsynced(changes: readonly string[]): string[] {
  return changes.filter((change, at) => {
    const [call, path = ''] = change.split(' ')
    const later = changes.slice(at + 1)
    if (whyHarmless(change) !== undefined || path.startsWith('.meshroom/scratch/')) return false
    if (call === 'rename' || call === 'mkdir') return !later.includes(`syncFolder ${dirname(path)}`)
    return /^write/.test(call ?? '') && later.find((each) => each.endsWith(` ${path}`)) !== `sync ${path}`
  })
}

type Kill = { readonly name: string } & (
  | { readonly at: number; readonly how: 'before' | 'torn' }
  | { readonly call: number; readonly fate: 'silent before' | 'silent after' }
)

function killsOf(stage: Stage): Kill[] {
  // A process that is gone has left as much before a folder is synced as after it.
  const changes = changesOf(stage).filter(([, change]) => !change.startsWith('syncFolder '))
  return [
    ...changes.map(([at, change]): Kill => ({ name: `before ${at} ${change}`, at, how: 'before' })),
    ...changes.flatMap(([at, change]): Kill[] =>
      change.startsWith('write ') ? [{ name: `in the middle of ${at} ${change}`, at, how: 'torn' }] : [],
    ),
    ...Array.from({ length: stage.calls }, (_, call): Kill[] => [
      { name: `when the tenant is asked, ${call}`, call, fate: 'silent before' },
      { name: `when the tenant has done it, ${call}`, call, fate: 'silent after' },
    ]).flat(),
  ]
}

async function runAndKill(root: string, { tenant, scenario: { act } }: Stage, kill: Kill): Promise<Ended> {
  if ('at' in kill) return runProcess(root, act, { env: { CRASH_AT: String(kill.at), CRASH_HOW: kill.how } })
  let end: () => void = () => {}
  tenant.fate = () => {
    if (tenant.calls.length - 1 !== kill.call) return 'done'
    setImmediate(end)
    return kill.fate
  }
  const ended = await runProcess(root, act, {
    onStart: (child) => {
      end = () => void child.kill('SIGKILL')
    },
  })
  tenant.fate = () => 'done'
  return ended
}
