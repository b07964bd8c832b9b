import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { type Outcome, type Sandbox, sandbox } from './sandbox.ts'

// One secret goes through every command that could meet it, with hooks that do all they can by accident to show it. It must be nowhere but in the vault.

const canary = 'canary/of+this=test "42"'

/** How the canary could be written somewhere. */
const forms = [
  canary,
  JSON.stringify(canary).slice(1, -1),
  encodeURIComponent(canary),
  new URLSearchParams([['', canary]]).toString().slice(1),
  Buffer.from(canary).toString('base64').replace(/=+$/, ''),
  Buffer.from(canary).toString('base64url'),
]

const leaky = `import { check, execute, HookError, produce, publish, pull, RetryableError, setup, teardown, trigger, watch } from '@meshroom/hooks-sdk'
import { writeSync } from 'node:fs'

const all = (key) => [key, JSON.stringify({ key }), encodeURIComponent(key), new URLSearchParams({ key }), btoa(key), Buffer.from('user:' + key).toString('base64')].join(' | ')

async function leak({ instance, plug, log, progress }) {
  const key = await instance.secret('TOKEN')
  for (const level of ['debug', 'info', 'warn', 'error']) log[level](all(key))
  console.log(all(key)); console.error(all(key)); progress(all(key))
  process.stdout.write(key.slice(0, 7)); process.stdout.write(key.slice(7) + '\\n')
  process.stderr.write('x'.repeat(8190) + key + '\\n')
  try { writeSync(1, all(key) + '\\n'); writeSync(2, all(key) + '\\n') } catch {}
  await plug?.output('url', 'https://tenant.example/?k=' + encodeURIComponent(key) + '&' + btoa(key))
  return key
}
const fail = (key) => { throw new HookError('LEAK_' + key, all(key), { hint: all(key), cause: new Error(all(key)) }) }

export const up = setup.producer({ topic: 'events', title: 'leak' }, async (context) => {
  const key = await leak(context)
  const how = context.instance.settings.how
  if (how === 'throw') fail(key)
  if (how === 'retry') throw new RetryableError(all(key), { after: 1 })
  if (how === 'object') throw { key, deep: [all(key)] }
  if (how === 'crash') { setTimeout(() => fail(key)); await new Promise(() => {}) }
  if (how === 'die') { writeSync(2, 'last words: ' + all(key)); process.exit(1) }
  if (how === 'garbage') { writeSync(4, all(key) + '\\n'); await new Promise(() => {}) }
})
export const look = check.producer('events', async (context) => ({ status: 'changed', detail: all(await leak(context)) }))
export const down = teardown.producer('events', async (context) => { await leak(context) })
export const say = execute('say', async (context) => ({ [await leak(context)]: all(await leak(context)) }))
export const shout = execute('shout', async (context) => fail(await leak(context)))
export const die = execute('die', async (context) => {
  writeSync(2, 'last words: ' + all(await leak(context)) + '\\n')
  process.exit(1)
})
export const crash = execute('crash', async (context) => {
  const key = await leak(context)
  setTimeout(() => fail(key))
  await new Promise(() => {})
})
export const ask = trigger('say', async (context) => [all(await leak(context))])
export const send = produce('events', async (context, batch) => {
  const key = await leak(context)
  return { accepted: 0, rejected: batch.map((_, index) => ({ index, reason: all(key), retryable: false })) }
})
export const follow = watch('events', async function* (context) {
  const key = await leak(context)
  yield { event: { key: all(key), [key]: 1 }, cursor: all(key) }
})
export const fetchAll = pull(async ({ settings, log, ...context }) => {
  const key = await context.secret('TOKEN')
  log.info(all(key))
  return { products: 0, integrations: 0, skipped: [{ item: key, reason: all(key) }], summary: all(key) }
})
export const share = publish(async (context) => {
  const key = await context.secret('TOKEN')
  return { url: 'https://x.example/' + encodeURIComponent(key), message: all(key) }
})
`

const files = {
  'products/leaky/definition.yaml':
    'produces:\n  events: [{}]\nexecutes:\n  say: [{}]\n  shout: [{}]\n  die: [{}]\n  crash: [{}]\nsettings:\n  - name: TOKEN\n    secret: true\n  - name: how\n    default: nothing\n',
  'products/leaky/hooks.ts': leaky,
  'products/leaky/integrations/sink/events_producer.yaml': '',
  'products/sink/definition.yaml': 'consumes:\n  events: [{}]\n',
  'products/sink/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'\nexport const take = setup.consumer('events', () => {})\n`,
  'instances/sink/sink/config.yaml': '',
}

let box: Sandbox

const hits = (text: string): string[] => forms.filter((form) => text.includes(form))

function expectClean({ stdout, stderr }: Outcome): void {
  expect({ stdout: hits(stdout), stderr: hits(stderr) }).toEqual({ stdout: [], stderr: [] })
}

async function expectCleanFiles(): Promise<void> {
  const found: string[] = []
  for (const file of await box.files()) if (hits((await readFile(file)).toString('latin1')).length > 0) found.push(file)
  expect(found).toEqual([])
}

test('a canary secret is nowhere but in the vault, whatever commands and hooks do', async () => {
  box = await sandbox()
  await box.write(files)
  const commands = [
    'plug events leaky sink',
    'plan',
    'list instances',
    'list plugs --json',
    'validate',
    'graph',
    'up --yes',
    'up --yes --json',
    'status --check',
    'status --json',
    'watch events leaky sink --limit 1 --timeout 20',
    'watch events leaky --limit 1 --json --timeout 20',
    'execute say leaky',
    'execute say leaky --json',
    'execute shout leaky',
    'execute shout leaky --json',
    'execute die leaky',
    'execute die leaky --json',
    'execute crash leaky',
    'execute crash leaky --json',
    'trigger say leaky',
    'pull leaky',
    'pull leaky --json',
    'publish leaky',
    'publish leaky --json',
    'secrets list',
    'secrets list --json',
    'trust --list',
    'configure leaky -c how=nothing',
    'down --yes',
  ]
  expectClean(await box.meshroom('add leaky -s TOKEN -c how=nothing --debug', { input: `${canary}\n` }))
  const said: string[] = []
  for (const command of commands) {
    const outcome = await box.meshroom(`${command} --debug`)
    said.push(outcome.stdout + outcome.stderr)
    expectClean(outcome)
  }
  for (const command of ['produce events leaky sink', 'produce events leaky sink --json']) {
    const outcome = await box.meshroom(`${command} --debug`, { input: 'one\ntwo\n' })
    said.push(outcome.stdout + outcome.stderr)
    expectClean(outcome)
  }
  for (const how of ['throw', 'retry', 'object', 'crash', 'die', 'garbage']) {
    await box.meshroom(`configure leaky -c how=${how}`)
    for (const more of ['', ' --json']) {
      const outcome = await box.meshroom(`up --yes --debug${more}`)
      expect(outcome.code, how).toBe(1)
      said.push(outcome.stdout + outcome.stderr)
      expectClean(outcome)
    }
  }
  expect(said.join('').split('•••').length).toBeGreaterThan(200)
  await expectCleanFiles()
  expect((await box.meshroom('secrets get leaky TOKEN')).stdout).toBe(`${canary}\n`)
}, 240_000)

beforeAll(() => {
  // The forms are what would be found, were anything to leak: one of them must be in each way of writing that the hooks use.
  for (const written of [canary, JSON.stringify({ canary }), encodeURIComponent(canary), btoa(canary)])
    expect(hits(written).length).toBeGreaterThan(0)
})
