import { cp, readFile, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { type Outcome, type Sandbox, sandboxWithMesh } from './sandbox.ts'

/*
 * Commands that write secrets are killed, or refused by the disk, at every change that they make to a file, found by watching them: of the project,
 * the vault, the person's keys and what is remembered of vaults. Secrets that were there still are, and the same command goes on.
 */

const tracer = fileURLToPath(new URL('../../engine/test/crash/trace-changes.ts', import.meta.url))

interface Scenario {
  readonly line: string
  /** Lines that come before, each with what is typed. */
  readonly before: readonly (readonly [line: string, input: string])[]
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'the first secret, with a key for it': { line: 'add edr -s API_KEY', before: [] },
  'another secret': {
    line: 'secrets set edr API_KEY',
    before: [
      ['add edr -s API_KEY', 'old-value'],
      ['secrets set edr OTHER', 'kept-value'],
    ],
  },
}

test.each(Object.entries(scenarios))(
  '%s: killed or refused at any write, nothing is lost and the same command goes on',
  async (_, scenario) => {
    const stages = [await stageOf(scenario), await stageOf(scenario)]
    const cases = stages[0]?.changes.flatMap(casesAt) ?? []
    const faults = stages.map(async (stage, lane) => {
      const found: string[] = []
      for (const each of cases.filter((_, index) => index % stages.length === lane))
        found.push(...(await attempt(stage, each)).map((fault) => `${each.name}: ${fault}`))
      return found
    })
    expect((await Promise.all(faults)).flat()).toEqual([])
    console.info(`${cases.length} kills and failures`)
  },
  900_000,
)

interface Stage {
  readonly box: Sandbox
  readonly scenario: Scenario
  readonly template: string
  readonly changes: readonly string[]
}

async function stageOf(scenario: Scenario): Promise<Stage> {
  const box = await sandboxWithMesh('built')
  const template = `${box.folder}-before`
  onTestFinished(() => rm(template, { recursive: true, force: true }))
  for (const [line, input] of scenario.before) expect(await box.meshroom(line, { input })).toMatchObject({ code: 0 })
  await cp(box.folder, template, { recursive: true })
  const trace = join(box.folder, 'trace')
  expect(await watched(box, scenario.line, { CRASH_TRACE: trace })).toMatchObject({ code: 0 })
  return { box, scenario, template, changes: (await readFile(trace, 'utf8')).trimEnd().split('\n') }
}

interface Case {
  readonly name: string
  readonly env: Readonly<Record<string, string>>
}

/** What is remembered to be quick is cut off elsewhere. */
function casesAt(change: string, at: number): Case[] {
  if (/\/(\.meshroom|\.cache\/meshroom)\/(cache|seals)\//.test(change)) return []
  const crash = { CRASH_AT: String(at) }
  const [half, full] = [{ ...crash, CRASH_HOW: 'torn' }, { CRASH_FAULT: 'ENOSPC' }]
  const torn = [
    { name: `killed in the middle of ${change}`, env: half },
    { name: `half of ${change}`, env: { ...half, ...full } },
  ]
  return [
    { name: `killed before ${change}`, env: crash },
    { name: `a full disk at ${change}`, env: { ...crash, ...full } },
    { name: `a disk that must not be written at ${change}`, env: { ...crash, CRASH_FAULT: 'EACCES' } },
    ...(change.startsWith('write ') ? torn : []),
  ]
}

/** @returns what is not as it should be */
async function attempt({ box, scenario, template }: Stage, { env }: Case): Promise<string[]> {
  for (const folder of ['project', 'home', 'tmp']) await rm(join(box.folder, folder), { recursive: true })
  await cp(template, box.folder, { recursive: true })
  const { line, before } = scenario
  const disturbed = await watched(box, line, env)
  const kept = before.length === 0 ? undefined : await box.meshroom('secrets get edr OTHER')
  const again = await box.meshroom(line, { input: 'new-value' })
  const value = await box.meshroom('secrets get edr API_KEY')
  if ((await draftsIn(box)).length > 0) await comeBack(box)
  const isDone = again.code === 0 || /INSTANCE_EXISTS/.test(again.stderr)
  return [
    ...judge(disturbed, env),
    ...(kept === undefined || kept.stdout === 'kept-value\n' ? [] : [`lost what was there: ${kept.stderr}`]),
    ...(isDone ? [] : [`again it exits ${again.code}: ${again.stderr}`]),
    ...(value.stdout === 'new-value\n' ? [] : [`the secret is ${value.stdout} ${value.stderr}`]),
    ...(await draftsIn(box)).map((file) => `leaves ${file}`),
  ]
}

/** Killed, done in spite of it, or refused with the next step; and never the secret. */
function judge({ code, stdout, stderr }: Outcome, { CRASH_FAULT: fault }: Case['env']): string[] {
  const text = `exits ${code}: ${stdout}${stderr}`
  const isFine = fault === undefined ? code === null : code === 0 || (code === 1 && /^ {2}try: /m.test(stderr))
  return [...(isFine ? [] : [text]), ...(text.includes('new-value') ? [`tells the secret: ${text}`] : [])]
}

/** A lock that a killed process left is taken over by whoever needs it next. */
async function draftsIn(box: Sandbox): Promise<string[]> {
  const files = (await box.files()).map((file) => file.slice(box.folder.length + 1))
  return files.filter((file) => /\.(tmp|new)$/.test(file) && !/\/(cache|seals)\//.test(file))
}

/** An hour later somebody sets a secret again. */
async function comeBack(box: Sandbox): Promise<void> {
  const before = new Date(Date.now() - 3_600_000)
  for (const file of await box.files()) if (file.endsWith('.tmp')) await utimes(file, before, before)
  await box.meshroom('secrets set edr LAST', { input: 'last-value' })
}

function watched(box: Sandbox, line: string, env: Readonly<Record<string, string>>): Promise<Outcome> {
  const options = `--no-warnings --import=${tracer}`
  return box.meshroom(line, { input: 'new-value', env: { ...env, CRASH_ROOT: box.folder, NODE_OPTIONS: options } })
}
