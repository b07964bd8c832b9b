import { execFile } from 'node:child_process'
import { cp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { validateJson } from './json-schemas.ts'
import { edrWithoutSecret, type Sandbox, sandboxWithPlug } from './sandbox.ts'
import { Terminal } from './terminal.ts'

const state = 'state/default/edr/siem/events.json'

test('plan --detailed-exitcode says by its exit code whether something would be done', async () => {
  const box = await sandboxWithPlug()
  expect((await box.meshroom('plan --detailed-exitcode')).code).toBe(3)
  expect((await box.meshroom('plan')).code).toBe(0)
  await box.meshroom('up')
  expect((await box.meshroom('plan --detailed-exitcode')).code).toBe(0)
})

test('a plan is obeyed as it was written, and refused once project or state have changed', async () => {
  const box = await sandboxWithPlug()
  const planned = await box.meshroom('plan --out one.plan')
  await box.meshroom('plan --out two.plan')
  expect(await box.read('one.plan')).toBe(await box.read('two.plan'))
  await box.write({ 'instances/edr/edr/config.yaml': 'settings:\n  region: lon1\n' })
  const changed = await box.meshroom('up --plan one.plan')
  expect(changed).toMatchObject({ code: 1, stderr: expect.stringContaining('PLAN_STALE') })
  await box.write({ 'instances/edr/edr/config.yaml': 'settings:\n  region: fra1\n' })
  const up = await box.meshroom('up --plan one.plan')
  expect(up.code).toBe(0)
  expect(up.stdout).toContain(planned.stdout)
  expect(await box.meshroom('up --plan one.plan')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('PLAN_STALE'),
  })
})

test.each([
  ['up --plan nowhere.plan', 'PLAN_NOT_FOUND'],
  ['up --plan package.json', 'PLAN_UNREADABLE'],
  ['up edr --plan package.json', 'USAGE'],
])('%s: %s', async (line, code) => {
  const box = await sandboxWithPlug()
  await box.write({ 'package.json': '{}' })
  expect(await box.meshroom(line)).toMatchObject({ code: 2, stderr: expect.stringContaining(code) })
})

test('--exclude leaves plugs out', async () => {
  const box = await sandboxWithPlug()
  expect((await box.meshroom('up --exclude */siem/events')).stdout).toBe(
    'Nothing to do: no plug is left by what was asked for.\n',
  )
  expect(await box.meshroom('plan --exclude edrr')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean "edr"?'),
  })
  for (const line of ['up --exclude siem/edr/events', 'up --exclude */*/events/pull', 'up siem edr', 'down siem edr'])
    expect(await box.meshroom(line)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/PLUG_UNKNOWN.*\n.*edr\/siem\/events\/push/),
    })
  expect((await box.meshroom('status')).stdout).toContain('environment default: 1 down')
})

test('what was set up by hand is adopted without a hook, and torn down like anything else', async () => {
  const box = await sandboxWithPlug()
  const adopted = await box.meshroom('state adopt --json')
  expect(validateJson('state-adopt', adopted.stdout)).toMatchObject({ adopted: [{ source: 'edr' }], known: [] })
  expect((await box.meshroom('up')).stdout).toBe('Nothing to do: 1 plug already up.\n')
  expect((await box.meshroom('state adopt')).stdout).toContain('is recorded already')
  expect((await box.meshroom('down')).stderr).toContain('close the intake')
})

test('a plug whose tenant is gone for good is let go by state forget, as the report says', async () => {
  const box = await sandboxWithPlug()
  await box.meshroom('up')
  const hooks = await box.read('products/siem/hooks.ts')
  const gone = hooks.replace(
    "'close the intake' }, async () => {}",
    "'close the intake' }, async () => { throw new Error('no such host') }",
  )
  await box.write({ 'products/siem/hooks.ts': gone })
  await box.meshroom('unplug events edr siem')
  const up = await box.meshroom('up')
  expect(up).toMatchObject({ code: 1, stdout: expect.stringContaining('no such host') })
  const words = /Where a tenant is gone for good, meshroom (state forget .*) lets its plug go/.exec(up.stdout)?.[1]
  expect(words).toBe('state forget edr siem events')
  const forgotten = await box.meshroom(`${words}`)
  expect(forgotten).toMatchObject({ code: 0, stderr: '' })
  const [, keptAt = ''] = /its state is kept as (.*)$/m.exec(forgotten.stdout) ?? []
  expect(forgotten.stdout).toBe(
    `forgot edr-[events]->siem\n  what siem has set up on siem stays there\n  its state is kept as ${keptAt}\n`,
  )
  expect(JSON.parse(await box.read(keptAt))).toMatchObject({ status: 'partial', failure: { action: 'teardown' } })
  expect((await box.meshroom('plan')).stdout).toContain('Nothing to do')
  expect(await box.meshroom(`${words}`)).toMatchObject({ code: 2, stderr: expect.stringContaining('TOPIC_UNKNOWN') })
})

test.each([
  ['as its file in state/ says', ''],
  ['as its manifest said before there was one', 'status: up\n'],
])('a plug that is forgotten but plugged still is set up anew: it was up %s', async (_, status) => {
  const box = await sandboxWithPlug()
  await box.write({ 'instances/edr/edr/plugs/siem/events.yaml': `format: ocsf\n${status}` })
  await box.meshroom('up')
  if (status !== '') await box.meshroom('state adopt')
  const forgotten = await box.meshroom('state forget edr --json')
  expect(validateJson('state-forget', forgotten.stdout)).toMatchObject({
    forgotten: [{ plug: { source: 'edr' }, left: [{ instance: 'siem' }, { instance: 'edr' }], wanted: true }],
  })
  expect((await box.meshroom('plan')).stdout).toContain('setup on siem: open an intake (new)')
  expect((await box.meshroom('up')).stdout).toContain('2 steps done: the mesh is up.')
})

test('a plug of which a step failed, mended by hand, is settled by adopting it: nothing is left to do but what has changed since', async () => {
  const box = await sandboxWithPlug('  fails: true\n')
  expect((await box.meshroom('up')).code).toBe(1)
  const settled = await box.meshroom('state adopt edr siem events --json')
  expect(validateJson('state-adopt', settled.stdout)).toMatchObject({
    adopted: [],
    settled: [{ source: 'edr' }],
    known: [],
  })
  expect((await box.meshroom('plan')).stdout).toBe('Nothing to do: 1 plug already up.\n')
  expect((await box.meshroom('status')).stdout).toMatch(/^up .*edr-\[events]->siem/)
  expect((await box.meshroom('state adopt')).stdout).toContain('is recorded already')
  expect((await box.meshroom('down')).stdout).toContain('the mesh is down')
})

test('of a failed step whose hook has another name now, nothing is left once its plug was adopted', async () => {
  const box = await sandboxWithPlug('  fails: true\n')
  await box.meshroom('up')
  await box.write({
    'products/siem/hooks.ts': (await box.read('products/siem/hooks.ts')).replace('intake =', 'build ='),
  })
  expect((await box.meshroom('state adopt')).stdout).not.toContain('is recorded already')
  expect((await box.meshroom('plan')).stdout).toBe('Nothing to do: 1 plug already up.\n')
  expect((await box.meshroom('status')).stdout).not.toContain('failed')
  expect((await box.meshroom('state adopt')).stdout).toContain('is recorded already')
})

test('a damaged state hides no other plug, and repair restores what git has', async () => {
  const box = await sandboxWithPlug()
  await box.write({
    'instances/edr/second/config.yaml': 'settings:\n  region: fra1\n',
    'instances/edr/second/plugs/siem/events.yaml': 'format: ocsf\n',
  })
  await box.meshroom('up')
  await commitAll(box)
  const whole = await box.read(state)
  await box.write({ [state]: whole.replace('"status": "up"', '"status": "uq"') })
  const status = await box.meshroom('status')
  expect(status.stdout).toMatch(/^up {6}second-\[events]->siem/m)
  expect(status.stderr).toContain('meshroom state repair')
  expect(await box.meshroom('up')).toMatchObject({ code: 2, stdout: expect.stringContaining('STATE_UNREADABLE') })
  const repaired = await box.meshroom('state repair --json')
  expect(validateJson('state-repair', repaired.stdout)).toMatchObject({
    repaired: [{ file: state, outcome: 'restored', keptAt: expect.stringContaining('.meshroom/repair/') }],
  })
  expect((await box.meshroom('plan')).stdout).toContain('(restored from commit ')
  expect((await box.meshroom('up')).code).toBe(0)
  expect((await box.meshroom('status')).stdout).toContain('environment default: 2 up')
})

test('a damaged state that was never committed is forgotten, and kept aside', async () => {
  const box = await sandboxWithPlug()
  await box.meshroom('up')
  await box.write({ [state]: '{' })
  const { stdout } = await box.meshroom('state repair')
  expect(stdout).toContain('forgotten edr-[events]->siem')
  const kept = /kept as (\S+)/.exec(stdout)?.[1] ?? ''
  expect(await box.read(kept)).toBe('{')
  expect((await box.meshroom('up')).stdout).toContain('2 steps done')
})

/** Cut off at a byte, or with one bit flipped. */
const damages: Readonly<Record<string, (whole: Buffer) => Buffer>> = {
  empty: () => Buffer.alloc(0),
  'cut off in its middle': (whole) => whole.subarray(0, whole.length >> 1),
  'without its last brace': (whole) => whole.subarray(0, whole.lastIndexOf('}')),
  'with a bit flipped in its middle': (whole) => flip(whole, whole.length >> 1),
  'with a bit flipped in its checksum': (whole) => flip(whole, whole.indexOf('"checksum": "') + 20),
  'of zeros': (whole) => Buffer.alloc(whole.length),
}

function flip(whole: Buffer, at: number): Buffer {
  const flipped = Buffer.from(whole)
  flipped[at] = (flipped[at] ?? 0) ^ 1
  return flipped
}

test('a state cut off or with a flipped bit: an error with its file, the other plugs listed, repair offered', async () => {
  const box = await sandboxWithPlug()
  await box.write({
    'instances/edr/second/config.yaml': 'settings:\n  region: fra1\n',
    'instances/edr/second/plugs/siem/events.yaml': 'format: ocsf\n',
  })
  await box.meshroom('up')
  const whole = await readFile(join(box.project, state))
  for (const [how, damage] of Object.entries(damages)) {
    await writeFile(join(box.project, state), damage(whole))
    const status = await box.meshroom('status')
    expect(status.stdout, how).toMatch(/^up {6}second-\[events]->siem/m)
    expect(status.stderr, how).toContain(state)
    expect(status.stderr, how).toContain('meshroom state repair')
    const listed = await box.meshroom('list plugs')
    expect(listed.stdout, how).toMatch(/second.* up$/m)
    const up = await box.meshroom('up')
    expect(up, how).toMatchObject({ code: 2, stdout: expect.stringContaining(state) })
    expect(up.stdout, how).toContain('meshroom state repair')
  }
})

test('another run that holds the lock is named, with exit code 4; one that waits reads the project after it', async () => {
  const box = await sandboxWithPlug('  slow: 6000\n')
  const running = box.start('up')
  await running.see('→ edr-[events]->siem  open an intake')
  const lines = ['up', 'down', 'state adopt --json', 'status --check']
  const refused = await Promise.all(lines.map((line) => box.meshroom(line)))
  for (const [index, { code, stdout, stderr }] of refused.entries()) {
    expect({ line: lines[index], code }).toEqual({ line: lines[index], code: 4 })
    expect(stdout + stderr).toContain(`meshroom up, process ${running.child.pid} on ${hostname()}, since`)
  }
  expect((await box.meshroom('plan')).code).toBe(0)
  const waiting = box.start('up --lock-timeout 120')
  await waiting.see('waiting for meshroom up')
  await box.write({ 'instances/siem/siem/config.yaml': 'settings:\n  region: x\n' })
  running.child.kill('SIGINT')
  await running.see('Stopping after')
  running.child.kill('SIGINT')
  expect((await running.outcome).code).toBe(130)
  expect(await waiting.outcome).toMatchObject({ code: 0, stdout: expect.stringContaining('2 steps done') })
}, 60_000)

/** The lock of a process that has this very pid now, or of one elsewhere. */
function leftLock(holder: object): string {
  const since = '2026-01-01T00:00:00.000Z'
  return JSON.stringify({
    pid: process.pid,
    host: hostname(),
    since,
    command: 'down',
    identity: null,
    token: 'left',
    ...holder,
  })
}

test('a lock whose pid is another process now is taken over; one from another host is not, and is named', async () => {
  const box = await sandboxWithPlug()
  const lock = '.meshroom/lock/project.json'
  await box.write({ [lock]: leftLock({ identity: 'another boot 1' }) })
  const up = await box.meshroom('up')
  expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining('2 steps done') })
  expect(up.stderr).toContain(`meshroom down, process ${process.pid} on ${hostname()}`)
  await box.write({ [lock]: leftLock({ host: 'soc-2', pid: 4711 }) })
  const refused = await box.meshroom('down')
  expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('RUN_LOCKED') })
  expect(refused.stderr).toContain('meshroom down, process 4711 on soc-2, since 2026-01-01T00:00:00.000Z')
  expect(refused.stderr).toMatch(
    /--lock-timeout.*asking something.*If soc-2, or the container that it ran in, is gone for good, remove .*project\.json/,
  )
})

test('a run of one environment that another waits for is named with it', async () => {
  const box = await sandboxWithPlug('  slow: 6000\n')
  await box.write({ 'environments/lab.yaml': '' })
  const running = box.start('up --environment lab')
  await running.see('→ edr-[events]->siem  open an intake')
  const refused = await box.meshroom('up')
  expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('meshroom up --environment lab, process') })
})

test('many ups at once: each step once', async () => {
  const box = await sandboxWithPlug('  slow: 20\n')
  const all = await Promise.all(Array.from({ length: 5 }, () => box.meshroom('up --lock-timeout 120')))
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0])
  expect(all.filter(({ stdout }) => stdout.includes('2 steps done'))).toHaveLength(1)
  expect(all.filter(({ stdout }) => stdout.startsWith('Nothing to do'))).toHaveLength(4)
})

/** A clone whose branch's remote has the state of an `up` that it has not; what it set up itself is its own. */
async function behindRemote(): Promise<Sandbox> {
  const box = await sandboxWithPlug()
  await commitAll(box)
  const [remote, other] = [join(box.folder, 'remote.git'), join(box.folder, 'other')]
  await git(box, 'init', '--bare', '-q', remote)
  await git(box, 'push', '-q', '-u', remote, 'main')
  await git(box, 'remote', 'add', 'origin', remote)
  await git(box, 'fetch', '-q', 'origin')
  await git(box, 'branch', '-u', 'origin/main')
  await git(box, 'clone', '-q', remote, other)
  expect((await box.meshroom('up')).code).toBe(0)
  await cp(join(box.project, 'state'), join(other, 'state'), { recursive: true })
  await git(box, '-C', other, 'add', 'state')
  await git(box, '-C', other, 'commit', '-qm', 'up')
  await git(box, '-C', other, 'push', '-q')
  return box
}

const behind = `origin/main has newer state than this clone: ${state}`

test('up warns where the remote of the branch holds newer state, and --no-fetch does not look', async () => {
  const box = await behindRemote()
  expect((await box.meshroom('up --no-fetch')).stderr).not.toContain('newer state')
  const warned = await box.meshroom('down')
  expect(warned).toMatchObject({ code: 0, stdout: expect.stringContaining('the mesh is down') })
  expect(warned.stderr).toContain(behind)
})

test('where the remote cannot be asked, that is said without its secrets, and what is known of it is compared', async () => {
  const box = await behindRemote()
  await git(box, 'fetch', '-q', 'origin')
  await git(box, 'remote', 'set-url', 'origin', 'http://token-in-url@127.0.0.1:1/mesh.git')
  const { code, stderr } = await box.meshroom('down')
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(behind) })
  expect(stderr).toMatch(
    /whether the remote has newer state than this clone is not known: git fetch failed: fatal: .*127\.0\.0\.1/,
  )
  expect(stderr).toContain('--no-fetch goes by what this clone has')
  expect(stderr).not.toContain('token-in-url')
  expect((await box.meshroom('down --no-fetch')).stderr).not.toContain('newer state')
})

test('on a terminal it asks then: no does nothing, yes goes on to the plan; --no-fetch and --yes do not ask', async () => {
  const box = await behindRemote()
  const no = new Terminal(box, ['down'], {}, 'stty cols 200;')
  await no.see(behind)
  await no.see('git pull, then run this again')
  await no.see('Go on with the state of this clone?')
  no.type('n\r')
  await no.see('Nothing was done.')
  expect(await no.exit()).toBe(0)
  const unasked = new Terminal(box, ['down', '--no-fetch'])
  await unasked.see('Take this down?')
  expect(unasked.screen).not.toContain('newer state')
  unasked.type('n\r')
  expect(await unasked.exit()).toBe(0)
  const yes = new Terminal(box, ['down'])
  await yes.see('Go on with the state of this clone?')
  yes.type('y\r')
  await yes.see('Take this down?')
  yes.type('y\r')
  await yes.see('the mesh is down')
  expect(await yes.exit()).toBe(0)
  const agreed = new Terminal(box, ['up', '--yes'])
  await agreed.see('the mesh is up')
  expect(agreed.screen).not.toContain('Go on with')
  expect(await agreed.exit()).toBe(0)
})

test('a clone that git gave line ends of Windows is up as it was, and what it has is what was pinned', async () => {
  const box = await sandboxWithPlug()
  expect((await box.meshroom('trust --yes')).code).toBe(0)
  expect((await box.meshroom('up')).code).toBe(0)
  await commitAll(box)
  const committed = join(box.folder, 'committed')
  await rename(box.project, committed)
  await promisify(execFile)('git', ['clone', '-q', '-c', 'core.autocrlf=true', committed, box.project], {
    env: box.env,
  })
  for (const path of [state, 'meshroom.lock', 'products/edr/hooks.ts']) expect(await box.read(path)).toContain('\r\n')
  expect(await box.meshroom('plan')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing to do/) })
  expect(await box.meshroom('down --trust lock')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('the mesh is down'),
  })
})

function git(box: Sandbox, ...args: string[]) {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t.example', '-c', 'init.defaultBranch=main']
  return promisify(execFile)('git', [...identity, ...args], {
    cwd: box.project,
    env: { ...box.env, GIT_CONFIG_NOSYSTEM: '1' },
  })
}

async function commitAll(box: Sandbox): Promise<void> {
  await box.write({ '.gitignore': '.meshroom/\n' })
  await git(box, 'init', '-q')
  await git(box, 'add', '-A')
  await git(box, 'commit', '-qm', 'first')
}

test('a changed secret is a cause, seen without its value', async () => {
  const box = await sandboxWithPlug()
  await box.meshroom('secrets set edr API_KEY', { input: 'first-value' })
  expect((await box.meshroom('up')).code).toBe(0)
  expect((await box.meshroom('plan')).stdout).toContain('Nothing to do')
  await box.meshroom('secrets set edr API_KEY', { input: 'second-value' })
  expect((await box.meshroom('plan')).stdout).toContain('(secret changed: API_KEY)')
  expect((await box.meshroom('up')).code).toBe(0)
  expect((await box.meshroom('plan')).stdout).toContain('Nothing to do')
  for (const text of Object.values(await contents(box))) expect(text).not.toMatch(/first-value|second-value/)
})

/** What its definition and its hook file are where whoever loads the code leaves a mark, and whoever calls a hook asks the tenant. */
const marked = (url: string): Readonly<Record<string, string>> => ({
  'products/edr/definition.yaml': `${edrWithoutSecret}permissions:\n  net: ['127.0.0.1']\n`,
  'products/edr/hooks.ts': `import { appendFileSync } from 'node:fs'
import { check, execute, setup, teardown } from '@meshroom/hooks-sdk'

appendFileSync(\`\${process.env.TMPDIR}/loaded\`, 'x')
const ask = async (what) => void (await fetch(\`${url}/\${what}\`))

export const forward = setup.producer('events', () => ask('setup'))
export const stop = teardown.producer('events', () => ask('teardown'))
export const look = check.producer('events', async () => {
  await ask('check')
  return { status: 'present' }
})
export const search = execute('search_threat', () => ask('search'))
`,
})

/** A tenant on loopback that only counts. */
async function countingTenant(): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** Command lines that only look, in a mesh with something to do. */
const looks = [
  'plan',
  'plan --json',
  'plan --detailed-exitcode',
  'plan --out ../tmp/one.plan',
  'up --dry-run',
  'up --dry-run --json',
  'down --dry-run',
  'down --dry-run --json',
  'status',
  'status --json',
  'validate',
  'validate --json',
  'graph',
  'graph --json',
  'graph --capabilities --format html',
  'gaps edr siem',
  'impact edr',
  'route edr siem events',
  ...['products', 'integrations', 'instances', 'plugs'].flatMap((what) => [`list ${what}`, `list ${what} --json`]),
  'autocomplete bash',
  'complete -- up e',
  'complete -- plug edr s',
  'complete -- execute search_threat e',
]

test('what only looks changes no byte, here or in the home folder, runs no vendor code and calls no tenant; up does', async () => {
  const box = await sandboxWithPlug()
  const { url, asked } = await countingTenant()
  await box.write(marked(url))
  const loaded = () => box.read('.meshroom/scratch/edr/loaded')
  expect(await box.meshroom('up')).toMatchObject({ code: 0 })
  expect({ asked, loaded: await loaded() }).toEqual({ asked: ['/setup'], loaded: 'x' })
  await box.write({ 'instances/edr/edr/config.yaml': 'settings:\n  region: lon1\n' })
  const before = await everything(box)
  for (const line of looks) {
    const { code, stdout, stderr } = await box.meshroom(line)
    expect({ line, code, stdout, stderr }).toMatchObject({ code: line.includes('exitcode') ? 3 : 0 })
    await rm(join(box.folder, 'tmp/one.plan'), { force: true })
    expect(await everything(box), line).toEqual(before)
    expect(asked, line).toEqual(['/setup'])
  }
  expect(await box.meshroom('up')).toMatchObject({ code: 0 })
  expect({ asked, loaded: await loaded() }).toEqual({ asked: ['/setup', '/setup'], loaded: 'xx' })
}, 180_000)

/** Every file and folder of the sandbox but the caches that `docs/decisions/0009-what-caches-are-believed.md` names, with what is in it and when it was written. */
async function everything(box: Sandbox): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(box.folder, { recursive: true, withFileTypes: true })
  const found = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    const written = async () => `${(await stat(path)).mtimeMs} ${await readFile(path, 'latin1')}`
    return [path.slice(box.folder.length + 1), entry.isFile() ? await written() : ''] as const
  })
  const isCache = (path: string) =>
    /^(project\/\.meshroom\/cache|home\/\.cache\/meshroom\/(?:seals|compile))(\/|$)/.test(path)
  return Object.fromEntries((await Promise.all(found)).filter(([path]) => !isCache(path)))
}

/** Every file of the project but what is remembered to be quick. */
async function contents(box: Sandbox): Promise<Readonly<Record<string, string>>> {
  const files = (await box.files()).filter(
    (file) => file.startsWith(box.project) && !file.includes('/.meshroom/cache/'),
  )
  const texts = files.sort().map(async (file) => [file, await readFile(file, 'latin1')] as const)
  return Object.fromEntries(await Promise.all(texts))
}
