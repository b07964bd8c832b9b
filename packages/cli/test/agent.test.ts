import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { validateJson } from './json-schemas.ts'
import { type Sandbox, sandboxWithMesh } from './sandbox.ts'
import { Terminal } from './terminal.ts'

const withAgent = { MESHROOM_AGENT: '' }
const person = { ...withAgent, MESHROOM_PASSPHRASE: undefined }

interface Status {
  readonly running: boolean
  readonly socket: string
  readonly pid?: number
  readonly keys?: number
}

/** A sandbox whose agent ends with the test, if one was started. */
async function room(): Promise<Sandbox> {
  const box = await sandboxWithMesh()
  await box.meshroom('add siem')
  onTestFinished(async () => void (await agent(box, '--stop')))
  return box
}

async function agent(box: Sandbox, flags = '--status', env: Record<string, string> = withAgent): Promise<Status> {
  const { stdout } = await box.meshroom(`secrets agent ${flags} --json`, { env })
  return validateJson('secrets-agent', stdout) as Status
}

/** Keeps a first secret with a new key, as a person does. */
async function keepFirst(box: Sandbox, env: Readonly<Record<string, string | undefined>> = person): Promise<void> {
  const terminal = new Terminal(box, ['secrets', 'set', 'siem', 'TOKEN'], env)
  await terminal.see('siem_siem_TOKEN')
  terminal.type('value-1\r')
  await terminal.see('Nobody can reset it.')
  await terminal.see('Passphrase for your new key')
  terminal.type('sesame\r')
  await terminal.see('The same again')
  terminal.type('sesame\r')
  await terminal.see('kept siem_siem_TOKEN')
  expect(await terminal.exit()).toBe(0)
}

test('a passphrase typed once serves what reads afterwards; locked, it is asked for again', async () => {
  const box = await room()
  await keepFirst(box)
  const started = await agent(box)
  expect(started).toMatchObject({ running: true, keys: expect.any(Number) })
  expect((await stat(started.socket)).mode & 0o777).toBe(0o600)
  expect((await stat(dirname(started.socket))).mode & 0o777).toBe(0o700)

  const reading = new Terminal(box, ['secrets', 'get', 'siem', 'TOKEN'], person)
  await reading.see('value-1')
  expect(await reading.exit()).toBe(0)
  expect(reading.screen).not.toContain('Passphrase')

  expect(await agent(box, '--lock')).toMatchObject({ running: true, keys: 0, pid: started.pid })
  const asking = new Terminal(box, ['secrets', 'get', 'siem', 'TOKEN'], person)
  await asking.see('Passphrase of')
  asking.type('sesame\r')
  await asking.see('value-1')
  expect(await asking.exit()).toBe(0)
  expect(await agent(box)).toMatchObject({ pid: started.pid })
})

test('writing signs, so it asks, once; what was written can be read without', async () => {
  const box = await room()
  await keepFirst(box)
  const writing = new Terminal(box, ['secrets', 'set', 'siem', 'TOKEN'], person)
  await writing.see('siem_siem_TOKEN')
  writing.type('value-2\r')
  await writing.see('Passphrase of')
  writing.type('sesame\r')
  await writing.see('kept')
  expect(await writing.exit()).toBe(0)
  const reading = new Terminal(box, ['secrets', 'get', 'siem', 'TOKEN'], person)
  await reading.see('value-2')
  expect(reading.screen).not.toContain('Passphrase')
})

test('the agent gets neither passphrase nor key from whoever starts it', async () => {
  const box = await room()
  await keepFirst(box, { ...person, MESHROOM_VAULT_SIGNERS: '', SOME_TOKEN: 'not-for-the-agent' })
  const { pid } = await agent(box)
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8')
  expect(environment).toContain('HOME=')
  expect(environment).not.toMatch(/SOME_TOKEN|sesame|MESHROOM_PASSPHRASE/)
  expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('sesame')
})

test.each([['MESHROOM_AGENT=off', { ...person, MESHROOM_AGENT: 'off' }]])(
  '%s: none is started, and each command asks',
  async (_, env) => {
    const box = await room()
    await keepFirst(box, env)
    expect(await agent(box)).toMatchObject({ running: false })
    const reading = new Terminal(box, ['secrets', 'get', 'siem', 'TOKEN'], env)
    await reading.see('Passphrase of')
    reading.type('sesame\r')
    await reading.see('value-1')
    expect(await agent(box)).toMatchObject({ running: false })
    expect(await box.meshroom('secrets agent', { env: { MESHROOM_AGENT: 'off' } })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('AGENT_OFF'),
    })
  },
)

test('without a terminal none is started, whatever the passphrase comes from', async () => {
  const box = await room()
  const env = { ...withAgent, MESHROOM_PASSPHRASE: 'sesame' }
  expect(await box.meshroom('secrets set siem TOKEN', { input: 'v', env })).toMatchObject({ code: 0 })
  expect(await box.meshroom('secrets get siem TOKEN', { env })).toMatchObject({ code: 0, stdout: 'v\n' })
  expect(await agent(box)).toEqual({ running: false, socket: expect.stringMatching(/agent\.sock$/) })
})

test('one that was started on purpose serves those without a terminal, is one, and ends on a signal', async () => {
  const box = await room()
  const env = { ...withAgent, MESHROOM_PASSPHRASE: 'sesame' }
  await box.meshroom('secrets set siem TOKEN', { input: 'v', env })
  const { pid } = await agent(box, '--ttl 600')
  expect(await agent(box, '--ttl 600')).toMatchObject({ pid })
  await box.meshroom('secrets get siem TOKEN', { env })
  const { MESHROOM_PASSPHRASE: _, ...silent } = box.env
  Object.defineProperty(box, 'env', { value: silent })
  expect(await box.meshroom('secrets get siem TOKEN', { env: withAgent })).toMatchObject({ code: 0, stdout: 'v\n' })
  process.kill(pid!, 'SIGTERM')
  await expect.poll(async () => (await agent(box)).running).toBe(false)
})
