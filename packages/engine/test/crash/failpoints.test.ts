import { describe, expect, test } from 'vitest'
import { type Ended, runProcess } from './process-world.ts'
import { changesOf, edits, leaveStage, repeatAfter, runs, type Stage, stageScenario, tryAll } from './stage-scenario.ts'

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
  test('every file that it changes has a failpoint', async () => {
    const stage = await stageScenario(scenario)
    await leaveStage(stage)
    const { before, files, changes } = stage
    const changed = [...new Set([...Object.keys(before), ...Object.keys(files)])].filter(
      (file) => before[file] !== files[file],
    )
    expect(changed.length).toBeGreaterThan(0)
    const isSeen = (file: string) => changes.some((change) => covers(change, file))
    expect(changed.filter((file) => !isSeen(file))).toEqual([])
    for (const part of parts[kind] ?? []) expect(changes.join('\n')).toContain(part)
  })

  test('killed at any of them, and at any call of a hook, the same command converges and repeats nothing that is done', async () => {
    const { cases, faults } = await tryAll(scenario, killsOf, async (stage, kill) => {
      const disturb = (root: string) => runAndKill(root, stage, kill)
      const found = await repeatAfter(stage, disturb, ({ signal, code, stderr }) =>
        signal === 'SIGKILL' ? [] : [`was not killed: exit ${code} ${stderr}`],
      )
      return found.map((fault) => `${kill.name}: ${fault}`)
    })
    console.info(`${cases} kills`)
    expect(faults).toEqual([])
  }, 400_000)
})

/** A folder that is renamed or removed takes with it what lies in it. */
function covers(change: string, file: string): boolean {
  const [call, path] = [change.slice(0, change.indexOf(' ')), change.slice(change.indexOf(' ') + 1)]
  return path === file || (/^(rename|rm)$/.test(call) && file.startsWith(`${path}/`))
}

type Kill = { readonly name: string } & (
  | { readonly at: number; readonly how: 'before' | 'torn' }
  | { readonly call: number; readonly fate: 'silent before' | 'silent after' }
)

function killsOf(stage: Stage): Kill[] {
  const changes = changesOf(stage)
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
