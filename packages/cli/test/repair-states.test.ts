import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { validateJson } from './json-schemas.ts'
import { type Sandbox, sandboxWithPlug } from './sandbox.ts'

const state = 'state/default/edr/siem/events.json'

async function damaged({ commit = false } = {}): Promise<Sandbox> {
  const box = await sandboxWithPlug()
  expect((await box.meshroom('up')).code).toBe(0)
  if (commit) await git(box, 'init -q', 'add -A', 'commit -qm up')
  await box.write({ [state]: '{' })
  return box
}

async function git(box: Sandbox, ...lines: readonly string[]): Promise<void> {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@soc.example']
  for (const line of lines) await promisify(execFile)('git', [...identity, ...line.split(' ')], { cwd: box.project })
}

test('a state that cannot be read is named by its file, and its plug is neither up nor partial but unknown', async () => {
  const box = await damaged()
  const status = await box.meshroom('status')
  expect(status.stderr).toContain(`${state}: the state is not valid JSON`)
  expect(status.stdout).toMatch(/^unknown edr-\[events]->siem\nenvironment default: 1 unknown\n/)
  const listed = await box.meshroom('list plugs --json')
  expect(validateJson('list-plugs', listed.stdout)).toMatchObject([{ status: 'unknown' }])
  await rm(join(box.project, 'instances/edr/edr/plugs'), { recursive: true })
  const unplugged = await box.meshroom('status --json')
  expect(validateJson('status', unplugged.stdout)).toMatchObject({ plugs: [{ status: 'unknown', abandoned: true }] })
})

test('repair says from which commit it restored, and so does the plan until up has made sure', async () => {
  const box = await damaged({ commit: true })
  const { stdout } = await box.meshroom('state repair')
  const commit = /^restored edr-\[events]->siem from (commit [0-9a-f]{7,}): /.exec(stdout)?.[1]
  expect(commit).toBeDefined()
  expect((await box.meshroom('plan')).stdout).toContain(`(restored from ${commit}, to be made sure of)`)
  expect((await box.meshroom('up')).stdout).toContain('2 steps done: the mesh is up.')
  expect((await box.meshroom('plan')).stdout).toBe('Nothing to do: 1 plug already up.\n')
  expect(await box.read(state)).not.toContain('restored from')
})

test('conflict marks of a merge are told as such, with what to do, and that mends them', async () => {
  const box = await sandboxWithPlug()
  await box.write({ '.gitignore': '.meshroom/\n' })
  const again = async (line: string) => {
    for (const command of ['down', 'up']) expect((await box.meshroom(`${command} --no-fetch`)).code).toBe(0)
    await git(box, 'add -A', `commit -qm ${line}`)
  }
  await git(box, 'init -q', 'checkout -qb main')
  await again('first')
  await git(box, 'checkout -qb other')
  await again('theirs')
  await git(box, 'checkout -q main')
  await again('ours')
  await expect(git(box, 'merge -q other')).rejects.toThrow()
  const plan = await box.meshroom('plan')
  expect(plan).toMatchObject({ code: 2, stdout: expect.stringContaining(`${state}: git left conflict marks in it`) })
  expect(plan.stdout).toContain('meshroom state repair')
  expect(plan.stdout).toContain(`git add ${state}`)
  expect((await box.meshroom('state repair')).stdout).toMatch(/^restored edr-\[events]->siem from commit/)
  await git(box, `add ${state}`, 'commit -qm merged')
  expect((await box.meshroom('up --no-fetch')).stdout).toContain('2 steps done: the mesh is up.')
})

test('unplug and remove refuse where nobody knows whether the plug is up; repaired, it is unplugged and torn down', async () => {
  const box = await damaged({ commit: true })
  for (const line of ['unplug events edr siem', 'remove siem']) {
    const refused = await box.meshroom(line)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/STATE_UNREADABLE.*state\/default\/edr\/siem\/events\.json/)
    expect(refused.stderr).toContain('meshroom state repair')
    expect(await box.read(state)).toBe('{')
  }
  expect((await box.meshroom('state repair')).code).toBe(0)
  expect((await box.meshroom('unplug events edr siem')).code).toBe(0)
  const up = await box.meshroom('up')
  expect(up.stdout).toContain('teardown')
  expect(up.code).toBe(0)
  expect((await box.meshroom('status --json')).stdout).toContain('"plugs": []')
})

test('what the journal of a run that was cut off says counts before what git has', async () => {
  const box = await damaged({ commit: true })
  await git(box, 'checkout -q -- .')
  const hooks = 'products/siem/hooks.ts'
  const whole = await box.read(hooks)
  const endless = "async ({ log }) => {\n  log.info('opening')\n  await new Promise((go) => setTimeout(go, 60_000))"
  await box.write({ [hooks]: whole.replace('async ({ instance }) => {', endless) })
  const running = box.start('up')
  await running.see('[siem] opening')
  running.child.kill('SIGKILL')
  await running.outcome
  await box.write({ [state]: '{', [hooks]: whole })
  const repaired = await box.meshroom('state repair --json')
  expect(validateJson('state-repair', repaired.stdout)).toMatchObject({
    repaired: [{ outcome: 'restored', from: 'the journal of a run that was cut off' }],
  })
  expect((await box.meshroom('up')).code).toBe(0)
  expect((await box.meshroom('plan')).stdout).toBe('Nothing to do: 1 plug already up.\n')
})

test('where the manifest says that it is up, it says so and is adopted', async () => {
  const box = await damaged()
  await box.write({ 'instances/edr/edr/plugs/siem/events.yaml': 'format: ocsf\nstatus: up\n' })
  expect((await box.meshroom('state repair')).stdout).toContain('adopted edr-[events]->siem as its manifest says')
  expect((await box.meshroom('plan')).stdout).toBe('Nothing to do: 1 plug already up.\n')
})

test('that every state can be read is not said where one is that of a newer Meshroom', async () => {
  const box = await sandboxWithPlug()
  await box.write({ [state]: '{"version": 99}' })
  const repair = await box.meshroom('state repair')
  expect(repair).toMatchObject({
    code: 2,
    stdout: expect.stringContaining(`left as it is: edr-[events]->siem: ${state}`),
  })
  expect(repair.stdout).not.toContain('Every state can be read')
  expect(validateJson('state-repair', (await box.meshroom('state repair --json')).stdout)).toMatchObject({
    repaired: [],
    left: [{ code: 'STATE_TOO_NEW' }],
  })
  await rm(join(box.project, state))
  expect(await box.meshroom('state repair')).toMatchObject({ code: 0, stdout: 'Every state can be read.\n' })
})
