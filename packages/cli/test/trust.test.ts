import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { validateJson } from './json-schemas.ts'
import { type Sandbox, sandboxWithPlug } from './sandbox.ts'
import { Terminal } from './terminal.ts'

const up = 'up --no-input'
const trigger = 'trigger search_threat siem -p indicator=192.0.2.1'

/** A mesh whose products came from elsewhere: nobody has said yes to them. */
async function foreignMesh(): Promise<Sandbox> {
  const box = await sandboxWithPlug()
  await rm(join(box.env.XDG_STATE_HOME ?? '', 'meshroom'), { recursive: true })
  return box
}

const changeHooks = async (box: Sandbox, line = '// changed') => {
  await writeFile(join(box.project, 'products/siem/hooks.ts'), `${await box.read('products/siem/hooks.ts')}\n${line}\n`)
}

const statuses = async (box: Sandbox, more = '') => {
  const { stdout } = await box.meshroom(`trust --list --json ${more}`)
  return (validateJson('trust', stdout) as { status: string }[]).map(({ status }) => status)
}

test.each([up, `${up} --yes`, trigger])(
  'without a terminal "%s" runs no code that is not trusted, and exits 5',
  async (command) => {
    const box = await foreignMesh()
    const refused = await box.meshroom(command)
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringMatching(/TRUST_REQUIRED.*is not trusted here yet/) })
    expect(refused.stderr).toMatch(/try: .*meshroom trust (edr|siem) --yes/)
    expect(refused.stderr).not.toContain('✓')
  },
)

test('looking asks nothing', async () => {
  const box = await foreignMesh()
  for (const command of ['plan', 'list products', 'validate', 'graph', 'up --dry-run', 'trust --list', 'status'])
    expect(await box.meshroom(command)).toMatchObject({ code: 0 })
  expect(await statuses(box)).toEqual(['new', 'new'])
})

test('trust --yes says what is asked for, lets it run, and pins it for the team', async () => {
  const box = await foreignMesh()
  const trusted = await box.meshroom('trust --yes')
  expect(trusted).toMatchObject({ code: 0, stdout: expect.stringMatching(/edr +trusted +yes/) })
  for (const text of ['edr brings code', 'network   none', 'programs  none', 'sandbox   '])
    expect(trusted.stderr).toContain(text)
  expect(await box.meshroom(up)).toMatchObject({ code: 0 })
  expect(JSON.parse(await box.read('meshroom.lock'))).toMatchObject({
    products: { edr: { digest: expect.stringMatching(/^sha256:/) }, siem: {} },
  })
})

test('changed code asks again, and says what changed; a changed manifest does not', async () => {
  const box = await foreignMesh()
  await box.meshroom('trust --yes')
  await appendFile(join(box.project, 'products/siem/definition.yaml'), '\ndescription: Another text\n')
  expect(await box.meshroom(up)).toMatchObject({ code: 0 })
  await changeHooks(box)
  const refused = await box.meshroom(trigger)
  expect(refused).toMatchObject({ code: 5, stderr: expect.stringMatching(/TRUST_CHANGED.*changed hooks\.ts/) })
  await appendFile(join(box.project, 'products/siem/definition.yaml'), '\npermissions:\n  net: [evil.example]\n')
  expect((await box.meshroom(trigger)).stderr).toContain('now asks for net evil.example')
  expect((await box.meshroom('trust siem --yes')).stderr).toMatch(/new +net evil\.example/)
  expect(await box.meshroom(trigger)).toMatchObject({ code: 0 })
})

test('--trust lock accepts what the lock pins, nothing else, and keeps nothing', async () => {
  const box = await foreignMesh()
  expect(await box.meshroom(`--trust lock ${up}`)).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('TRUST_NOT_PINNED'),
  })
  const both = 'meshroom trust edr --yes, meshroom trust siem --yes'
  const unpinned = (await box.meshroom(up)).stderr
  expect(unpinned).toContain(both)
  expect(unpinned).not.toContain('--trust lock')
  await box.meshroom('trust --yes')
  await rm(join(box.env.XDG_STATE_HOME ?? '', 'meshroom'), { recursive: true })
  expect(await box.meshroom(up)).toMatchObject({ code: 5, stderr: expect.stringContaining(`${both}; or --trust lock`) })
  expect(await box.meshroom(up, { env: { MESHROOM_TRUST: 'lock' } })).toMatchObject({ code: 0 })
  expect(await statuses(box, '--trust lock')).toEqual(['pinned', 'pinned'])
  expect(await statuses(box)).toEqual(['new', 'new'])
  const lock = await box.read('meshroom.lock')
  await changeHooks(box)
  expect(await box.meshroom(`${trigger} --trust lock`)).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('not what meshroom.lock pins'),
  })
  expect(await box.read('meshroom.lock')).toBe(lock)
})

test('trust --revoke takes it back of a product that is gone; of a name that was never one it says so', async () => {
  const box = await foreignMesh()
  await box.meshroom('trust --yes')
  await rm(join(box.project, 'products/siem'), { recursive: true })
  expect(await box.meshroom('trust siem --revoke')).toMatchObject({ code: 0 })
  const again = { code: 2, stderr: expect.stringContaining('none of that name was trusted here') }
  expect(await box.meshroom('trust siem --revoke')).toMatchObject(again)
})

test('trust --revoke takes it back, out of the lock too', async () => {
  const box = await foreignMesh()
  await box.meshroom('trust --yes')
  expect(await box.meshroom('trust siem --revoke')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('not trusted'),
  })
  expect(JSON.parse(await box.read('meshroom.lock')).products).not.toHaveProperty('siem')
  expect(await box.meshroom(trigger)).toMatchObject({ code: 5 })
})

test('calls to an address that only the product names need a yes too, and a changed one asks again', async () => {
  const asked: (string | undefined)[] = []
  const tenant = createServer(({ headers }, response) => {
    asked.push(headers.authorization)
    response.end('{}')
  })
  tenant.listen(0, '127.0.0.1')
  await once(tenant, 'listening')
  onTestFinished(() => void tenant.close())
  const url = `http://127.0.0.1:${(tenant.address() as AddressInfo).port}`
  const box = await foreignMesh()
  const define = (path: string) =>
    writeFile(
      join(box.project, 'products/tip/definition.yaml'),
      `name: tip
settings: [{ name: KEY, secret: true }]
permissions: { net: [127.0.0.1] }
executes:
  probe: { url: "${url}/${path}", method: POST, auth: KEY }
`,
    )
  await mkdir(join(box.project, 'products/tip'))
  await define('given')
  await box.meshroom('add tip t1 -s KEY --no-input', { input: 'the-canary\n' })
  const probe = () => box.meshroom('execute probe t1')
  expect(await probe()).toMatchObject({ code: 5, stderr: expect.stringMatching(/TRUST_REQUIRED.*call POST http/) })
  expect((await box.meshroom('trust tip --yes')).stderr).toMatch(/calls +POST http.*with KEY as bearer/)
  expect([await probe(), asked]).toMatchObject([{ code: 0 }, ['Bearer the-canary']])
  await define('pulled')
  const changed = await probe()
  expect(changed).toMatchObject({ code: 5, stderr: expect.stringMatching(/TRUST_CHANGED.*now asks for call POST/) })
  expect(asked.length).toBe(1)
})

test('where its code may go by default is asked for, and asked for again where that has changed', async () => {
  const box = await foreignMesh()
  const folder = join(box.project, 'products/tip')
  const define = (host: string) =>
    writeFile(
      join(folder, 'definition.yaml'),
      `name: tip\nsettings: [{ name: api, default: "${host}" }]\npermissions: { net: ["{api}"] }\n`,
    )
  await mkdir(folder)
  await writeFile(join(folder, 'hooks.ts'), 'export {}\n')
  await define('https://api.vendor.example')
  const asked = await box.meshroom('trust tip --yes')
  expect(asked).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/default +api is "https:..api.vendor.example"/),
  })
  await define('https://evil.example')
  expect(await statuses(box)).toContain('changed')
  expect((await box.meshroom('trust tip --yes')).stderr).toMatch(/new +default api is "https:..evil.example"/)
})

test('trust is taken back though the lock file cannot be read, which is said', async () => {
  const box = await foreignMesh()
  await box.meshroom('trust --yes')
  await box.write({ 'meshroom.lock': '<<<<<<< ours\n' })
  expect(await box.meshroom('trust siem --revoke')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/siem is not trusted any more; meshroom.lock cannot be read/),
  })
  expect(await box.read('meshroom.lock')).toBe('<<<<<<< ours\n')
  await rm(join(box.project, 'meshroom.lock'))
  expect(await statuses(box)).toEqual(['trusted', 'new'])
})

test('a lock file that cannot be read stops, and is left as it is', async () => {
  const box = await foreignMesh()
  await box.write({ 'meshroom.lock': '<<<<<<< ours\n' })
  expect(await box.meshroom('trust --yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('LOCK_FILE_INVALID'),
  })
  expect(await box.read('meshroom.lock')).toBe('<<<<<<< ours\n')
})

test('on a terminal the question shows what is asked for; Enter is no, y is yes and is not asked again', async () => {
  const box = await foreignMesh()
  const no = new Terminal(box, trigger.split(' '))
  await no.see('siem brings code that has not been trusted here.')
  await no.see('network')
  await no.see('Trust siem?')
  no.type('\r')
  expect(await no.exit()).toBe(5)
  const yes = new Terminal(box, trigger.split(' '))
  await yes.see('Trust siem?')
  yes.type('y\r')
  expect(await yes.exit()).toBe(0)
  expect(await box.meshroom(trigger)).toMatchObject({ code: 0 })
})

test('a product made here is its author’s own: edits do not ask, what comes through git does', async () => {
  const box = await foreignMesh()
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', box.project, '-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words])
  git('init', '-q', '-b', 'main')
  expect(await box.meshroom('trust siem --own --yes')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('your own'),
  })
  git('add', '-A')
  git('commit', '-qm', 'mine')
  await changeHooks(box, '// my edit')
  expect(await box.meshroom(trigger)).toMatchObject({ code: 0 })
  git('commit', '-qam', 'my edit')
  await changeHooks(box, '// my next edit')
  expect(await box.meshroom(trigger)).toMatchObject({ code: 0 })
  git('commit', '-qam', 'my next edit')
  git('checkout', '-qb', 'theirs')
  await changeHooks(box, '// their edit')
  git('commit', '-qam', 'theirs')
  git('checkout', '-q', 'main')
  expect(await box.meshroom(trigger)).toMatchObject({ code: 0 })
  git('merge', '-q', 'theirs')
  expect(await box.meshroom(trigger)).toMatchObject({ code: 5, stderr: expect.stringContaining('TRUST_CHANGED') })
})

test('create product needs no question, and what it made may be edited', async () => {
  const box = await foreignMesh()
  await box.meshroom('create product mine')
  await writeFile(
    join(box.project, 'products/mine/hooks.ts'),
    `import { execute } from '@meshroom/hooks-sdk'\nexport const hello = execute('greet', () => 'hello')\n`,
  )
  await box.write({ 'instances/mine/mine/config.yaml': '' })
  expect(await box.meshroom('execute greet mine')).toMatchObject({ code: 0, stdout: 'hello\n' })
})

test('--unsafe runs hooks without the sandbox, which the question says', async () => {
  const box = await foreignMesh()
  expect((await box.meshroom('trust siem --yes --unsafe')).stderr).toContain('sandbox   off')
  await box.own('siem')
  await box.write({
    'products/siem/hooks.ts': `import { readdirSync } from 'node:fs'\nimport { execute } from '@meshroom/hooks-sdk'\nexport const look = execute('look', () => readdirSync('/').length > 0)\n`,
  })
  expect(await box.meshroom('execute look siem')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has been restricted'),
  })
  expect(await box.meshroom('execute look siem --unsafe')).toMatchObject({ code: 0, stdout: 'true\n' })
})

test('the yes is kept in the state folder, for this working tree alone', async () => {
  const box = await foreignMesh()
  await box.meshroom('trust --yes')
  const kept = (await box.files()).filter((file) => file.includes('/meshroom/trust/'))
  expect(kept.length).toBe(2)
  expect(JSON.parse(await readFile(kept[0] ?? '', 'utf8'))).toMatchObject({
    version: 1,
    root: expect.stringContaining('project'),
  })
})
