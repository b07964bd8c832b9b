import { MeshroomError } from '@meshroom/model'
import { describe, expect, it, vi } from 'vitest'
import { benchWith, type HostBench } from '../../test/host/host-bench.ts'

/** The error that a hook fails with. */
async function failureOf(bench: HostBench, name: string, options?: { signal?: AbortSignal }): Promise<MeshroomError> {
  const error = await bench.run(name, {}, options).then(
    (value) => new Error(`it returned ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  )
  if (error instanceof MeshroomError) return error
  throw error
}

describe('what a hook receives and returns', () => {
  it('gets its context and gives its result', async () => {
    const bench = await benchWith(`
export const ask = execute('query', async ({ instance, plug, project, product, log, topic, arguments: given }) => {
  log.info('asked')
  return { tenant: instance.name, to: plug?.destination, environment: project.environment, product: product.name, topic, given }
})`)
    expect(await bench.run('ask', { arguments: { ip: '192.0.2.1' } })).toEqual({
      tenant: 'paris',
      to: 'siem',
      environment: 'default',
      product: 'edr',
      topic: 'events',
      given: { ip: '192.0.2.1' },
    })
    expect(bench.events).toEqual([
      { type: 'log', level: 'info', product: 'edr', hook: 'products/edr/hooks.ts#ask', message: 'asked' },
    ])
  })

  it('uses other files of the product, and works without node_modules', async () => {
    const bench = await benchWith(
      `import { answer } from './lib/answer.ts'\nexport const ask = execute(() => answer)`,
      {
        files: {
          'products/edr/lib/answer.ts': `import { HookError } from '@meshroom/hooks-sdk'\nexport const answer: string = HookError.name`,
        },
      },
    )
    expect(await bench.run('ask')).toBe('HookError')
  })

  it('runs JavaScript too', async () => {
    const bench = await benchWith('', {
      files: {
        'products/edr/plain.mjs': `import { execute } from '@meshroom/hooks-sdk'\nexport const ask = execute(() => 'plain')`,
      },
    })
    expect(await bench.run('ask')).toBe('plain')
  })

  it('hands over outputs as they are written, and all of them with the result', async () => {
    const bench = await benchWith(`
export const install = setup.producer(async ({ plug }) => {
  await plug.output('intake_uuid', 'u-1')
  await plug.output('ports', [1, 2])
  if (plug.outputs.intake_uuid !== 'u-1') throw new Error('not seen')
})`)
    const seen: unknown[] = []
    const onOutput = (name: string, value: unknown) => void seen.push([name, value])
    const outcome = await bench.host.call(await bench.hook('install'), bench.input(), { onOutput })
    expect(outcome).toEqual({ result: null, outputs: { intake_uuid: 'u-1', ports: [1, 2] } })
    expect(seen).toEqual([
      ['intake_uuid', 'u-1'],
      ['ports', [1, 2]],
    ])
  })

  it('runs calls side by side, each with its own log', async () => {
    const bench = await benchWith(`
let arrived = 0
const both = Promise.withResolvers()
export const ask = execute(async ({ topic }) => {
  console.log('begin ' + topic)
  if (++arrived === 2) both.resolve()
  await both.promise
  console.log('end ' + topic)
  return topic
})
export const other = execute(() => 'x')`)
    expect(await Promise.all(['a', 'b'].map((topic) => bench.run('ask', { topic })))).toEqual(['a', 'b'])
    expect(bench.logs().toSorted()).toEqual(['begin a', 'begin b', 'end a', 'end b'])
  })

  it.each([
    ['nothing', 'undefined', null],
    ['a date as text', 'new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['keys without a value left out', '{ a: undefined, b: 1 }', { b: 1 }],
  ])('returns %s', async (_, expression, expected) => {
    const bench = await benchWith(`export const ask = execute(() => (${expression}))`)
    expect(await bench.run('ask')).toEqual(expected)
  })

  it.each([
    ['a BigInt', '{ a: [1n] }', /BigInt in "0"/],
    ['a circle', '(() => { const x = {}; x.x = x; return x })()', /not JSON.*circular/],
    ['a Map', 'new Map()', /a Map/],
    ['NaN', '{ score: NaN }', /NaN in "score"/],
    ['a function', '{ f: () => 1 }', /a function in "f"/],
    ['too much', "'x'.repeat(33 * 1024 * 1024)", /bytes, and \d+ are the limit/],
  ])('fails when it returns %s', async (_, expression, message) => {
    const bench = await benchWith(`export const ask = execute(() => (${expression}))`)
    const error = await failureOf(bench, 'ask')
    expect(error).toMatchObject({ code: 'HOOK_FAILED', message: expect.stringMatching(message) })
    expect(error.message).toContain('products/edr/hooks.ts#ask')
  })

  it.each([
    ['check', `{ status: 'fine' }`, /status being one of/],
    ['produce', `{ accepted: 1, rejected: [] }`, /1 records of a batch of 2/],
    [
      'produce',
      `{ accepted: 0, rejected: [{ index: 7, reason: 'x', retryable: false }, { index: 0, reason: 'x', retryable: false }] }`,
      /each index of the batch once/,
    ],
    ['produce', `2`, /must return \{ accepted/],
    ['pull', `{ products: 1 }`, /must return \{ products/],
    ['publish', `{}`, /must return \{ message/],
  ])('fails when a %s hook returns %s', async (kind, expression, message) => {
    const bench = await benchWith(`export const it = ${kind}(() => (${expression}))`)
    const error = await bench.run('it', { batch: ['a', 'b'] }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'HOOK_FAILED',
      message: expect.stringMatching(message),
      data: { code: 'RESULT_INVALID' },
    })
  })

  it('accepts a batch of which a part was rejected', async () => {
    const bench = await benchWith(
      `export const it = produce((_, batch) => ({ accepted: batch.length - 1, rejected: [{ index: 1, reason: 'full', retryable: true }] }))`,
    )
    expect(await bench.run('it', { batch: ['a', 'b'] })).toMatchObject({ accepted: 1, rejected: [{ index: 1 }] })
  })
})

describe('a hook that throws', () => {
  it('fails with its message, its place and its own frames', async () => {
    const bench = await benchWith(`
function deeper() {
  throw new Error('implement the setup here')
}
export const install = setup.producer(() => deeper())`)
    const error = await failureOf(bench, 'install')
    expect(error).toMatchObject({
      code: 'HOOK_FAILED',
      message: 'products/edr/hooks.ts#install: implement the setup here',
      file: 'products/edr/hooks.ts',
      line: 4,
      column: 9,
      data: { hook: 'products/edr/hooks.ts#install' },
    })
    expect(String(error.data?.stack).split('\n')).toEqual([
      expect.stringMatching(/^at deeper \(products\/edr\/hooks\.ts:4:9\)$/),
      expect.stringMatching(/products\/edr\/hooks\.ts:6:\d+/),
    ])
  })

  it.each([
    ['a text', `throw 'no'`, /threw something that is no Error: no/],
    ['nothing', `throw undefined`, /threw something that is no Error: undefined/],
    ['an object', `throw { status: 500 }`, /\{"status":500\}/],
    ['a circle of causes', `const e = new Error('outer'); e.cause = e; throw e`, /outer$/],
    [
      'causes',
      `throw new Error('outer', { cause: new Error('inner', { cause: 'innermost' }) })`,
      /outer: inner: innermost$/,
    ],
    [
      'a hostile message',
      `throw Object.defineProperty(new Error(), 'message', { get() { throw 1 } })`,
      /cannot be shown/,
    ],
    ['an escape sequence', `throw new Error('\\u001b[2Jcleared\\u0007')`, /: cleared$/],
    ['a refused connection', `await fetch('http://127.0.0.1:9/')`, /fetch failed: .*(?:ECONNREFUSED|bad port)/],
  ])('throwing %s', async (_, code, message) => {
    const bench = await benchWith(`export const ask = execute(async ({ fetch }) => { ${code} })`)
    expect(await failureOf(bench, 'ask')).toMatchObject({
      code: 'HOOK_FAILED',
      message: expect.stringMatching(message),
    })
  })

  it('keeps code and hint of a HookError', async () => {
    const bench = await benchWith(
      `export const ask = execute(() => { throw new HookError('QUOTA', 'no more', { hint: 'buy' }) })`,
    )
    expect(await failureOf(bench, 'ask')).toMatchObject({ code: 'HOOK_FAILED', hint: 'buy', data: { code: 'QUOTA' } })
  })

  it('says when trying again may help, and after how long', async () => {
    const bench = await benchWith(`
export const soon = execute(() => { throw new RetryableError('busy') })
export const later = execute(() => { throw new RetryableError('busy', { after: 2000 }) })`)
    expect(await failureOf(bench, 'soon')).toMatchObject({ code: 'HOOK_RETRYABLE' })
    expect((await failureOf(bench, 'later')).data).toMatchObject({ after: 2000 })
  })

  it.each([
    ['throws while it is loaded', `throw new Error('at import')`, /cannot be loaded: at import/],
    ['imports what is not there', `import './nowhere.ts'`, /cannot be loaded: Cannot find module/],
    [
      'changes its options while it runs',
      `const options = { topic: 'a' }\noptions.topic = 'b'\nexport const changed = execute(options, () => 1)`,
      /is not what its source says/,
    ],
  ])('a file that %s', async (_, code, message) => {
    const bench = await benchWith(`${code}\nexport const ask = execute(() => 1)`)
    const name = code.includes('changed') ? 'changed' : 'ask'
    expect(await failureOf(bench, name)).toMatchObject({
      code: 'HOOK_LOAD_FAILED',
      message: expect.stringMatching(message),
    })
  })

  it('does not disturb the next one', async () => {
    const bench = await benchWith(
      `export const bad = execute(() => { throw 1 })\nexport const good = execute(() => 'good')`,
    )
    await failureOf(bench, 'bad')
    expect(await bench.run('good')).toBe('good')
  })
})

describe('a hook that misbehaves fails its own call, and the next call gets a new process', () => {
  const good = `export const good = execute(() => process.pid)`

  it.each([
    ['ends the process', `process.exit(0)`, 'HOOK_CRASHED', /ended \(exit code 0\)/],
    [
      'kills the process',
      `process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})`,
      'HOOK_CRASHED',
      /SIGKILL/,
    ],
    [
      'throws from a timer',
      `setTimeout(() => { throw new Error('late') }); await new Promise(() => setTimeout(() => {}, 1e6))`,
      'HOOK_CRASHED',
      /nobody caught: Error: late/,
    ],
    [
      'leaves a promise rejected',
      `void Promise.reject(new Error('loose')); await new Promise(() => setTimeout(() => {}, 1e6))`,
      'HOOK_CRASHED',
      /loose/,
    ],
    [
      'exhausts memory',
      `const all = []; while (true) all.push(new Array(1e5).fill({}))`,
      'HOOK_CRASHED',
      /out of memory \(the limit is 64 MiB\)/,
    ],
    [
      'floods the console',
      `while (true) console.log('x'.repeat(1000))`,
      'HOOK_OUTPUT_LIMIT',
      /more output than anybody can read/,
    ],
    ['floods the log', `while (true) log.info('x'.repeat(1000))`, 'HOOK_OUTPUT_LIMIT', /more output/],
    ['floods progress', `while (true) progress('x'.repeat(1000))`, 'HOOK_OUTPUT_LIMIT', /more output/],
    [
      'floods standard output itself',
      `while (true) push(1, 'x'.repeat(1000) + '\\n')`,
      'HOOK_OUTPUT_LIMIT',
      /more output/,
    ],
    [
      'floods standard output without newlines',
      `while (true) push(1, 'x'.repeat(100_000))`,
      'HOOK_OUTPUT_LIMIT',
      /more output/,
    ],
    [
      'writes garbage into the pipe',
      `writeSync(4, 'garbage\\n'); await new Promise(() => {})`,
      'HOOK_PROTOCOL',
      /a line that is not JSON/,
    ],
    [
      'speaks of calls that are not',
      `writeSync(4, '{"type":"done","call":77,"value":1}\\n'); await new Promise(() => {})`,
      'HOOK_PROTOCOL',
      /a call that was never made/,
    ],
    [
      'sends a message of no known type',
      `writeSync(4, '{"type":"constructor"}\\n'); await new Promise(() => {})`,
      'HOOK_PROTOCOL',
      /no known type/,
    ],
    [
      'sends a message without its parts',
      `writeSync(4, '{"type":"log","call":1}\\n'); await new Promise(() => {})`,
      'HOOK_PROTOCOL',
      /proper|known level/,
    ],
    [
      'sends a giant message',
      `while (true) writeSync(4, 'x'.repeat(100_000))`,
      'HOOK_PROTOCOL',
      /a message of more than/,
    ],
    [
      'nests a value without end',
      `writeSync(4, '{"type":"done","call":1,"value":' + '['.repeat(9e4) + ']'.repeat(9e4) + '}\\n'); await new Promise(() => {})`,
      'HOOK_PROTOCOL',
      /nested too deeply/,
    ],
    [
      'closes the pipe',
      `closeSync(4); await new Promise(() => setTimeout(() => {}, 1e6))`,
      'HOOK_PROTOCOL',
      /closed its pipe/,
    ],
    ['never returns', `await new Promise(() => setTimeout(() => {}, 1e6))`, 'HOOK_TIMEOUT', /within 0\.3 s/],
    ['never lets go', `while (true);`, 'HOOK_TIMEOUT', /within 0\.3 s/],
    [
      'never lets go and heeds no SIGTERM',
      `process.on('SIGTERM', () => {}); await null; while (true);`,
      'HOOK_TIMEOUT',
      /within 0\.3 s/,
    ],
  ])('that %s', async (_, code, expected, message) => {
    const timeout = expected === 'HOOK_TIMEOUT' ? 300 : 20_000
    const bench = await benchWith(
      `import { closeSync, writeSync } from 'node:fs'
const push = (fd, text) => { try { writeSync(fd, text) } catch {} }
export const bad = execute({ timeout: ${timeout} }, async ({ log, progress }) => { ${code} })\n${good}`,
      { tuning: { heapMiB: 64, outputBytes: 256 * 1024 } },
    )
    const error = await failureOf(bench, 'bad')
    expect(error).toMatchObject({ code: expected, message: expect.stringMatching(message) })
    expect(error.message).toContain('products/edr/hooks.ts#bad')
    expect(await bench.run('good')).toEqual(expect.any(Number))
  })

  it('fails the others in the same process by naming it', async () => {
    const bench = await benchWith(`
const bothRun = Promise.withResolvers()
export const bystander = execute(async () => { bothRun.resolve(); await new Promise(() => setTimeout(() => {}, 1e6)) })
export const bad = execute({ timeout: 300 }, async () => { await bothRun.promise; while (true); })`)
    const [bystander, bad] = await Promise.all([failureOf(bench, 'bystander'), failureOf(bench, 'bad')])
    expect(bad.code).toBe('HOOK_TIMEOUT')
    expect(bystander).toMatchObject({
      code: 'HOOK_CRASHED',
      message: expect.stringContaining('because of products/edr/hooks.ts#bad'),
    })
  })

  it('that never starts', async () => {
    const bench = await benchWith(good, { tuning: { startMs: 1 } })
    expect(await failureOf(bench, 'good')).toMatchObject({
      code: 'HOOK_PROTOCOL',
      message: expect.stringContaining('did not start in time'),
    })
  })

  it('is given no more than a message may hold', async () => {
    const bench = await benchWith(good)
    const input = bench.input({ batch: ['x'.repeat(33 * 1024 * 1024)] })
    await expect(bench.host.call(await bench.hook('good'), input)).rejects.toMatchObject({ code: 'HOOK_PROTOCOL' })
    expect(await bench.run('good')).toEqual(expect.any(Number))
  })
})

describe('cancelling', () => {
  const waiting = `
export const wait = execute(async ({ signal, log }) => {
  log.info('waiting')
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  log.info('cleaned up: ' + signal.reason.code)
  return 'done all the same'
})
export const pid = execute(() => process.pid)`

  /** Aborts once the hook has said something. */
  function abortWhenLogged(bench: HostBench): AbortSignal {
    const controller = new AbortController()
    const { push } = bench.events
    bench.events.push = (event) => {
      controller.abort()
      return push.call(bench.events, event)
    }
    return controller.signal
  }

  it('lets a hook clean up, keeps its process, and never passes for success', async () => {
    const bench = await benchWith(waiting)
    const before = await bench.run('pid')
    const error = await failureOf(bench, 'wait', { signal: abortWhenLogged(bench) })
    expect(error.code).toBe('HOOK_CANCELLED')
    expect(bench.logs()).toEqual(['waiting', 'cleaned up: CANCELLED'])
    expect(await bench.run('pid')).toBe(before)
  })

  it('ends a hook that does not listen', async () => {
    const bench = await benchWith(
      `export const deaf = execute(async ({ log }) => { log.info('x'); await new Promise(() => setTimeout(() => {}, 1e6)) })`,
    )
    expect((await failureOf(bench, 'deaf', { signal: abortWhenLogged(bench) })).code).toBe('HOOK_CANCELLED')
  })

  it('ends requests that are under way', async () => {
    const bench = await benchWith(`
import { createServer } from 'node:http'
export const ask = execute(async ({ fetch, log }) => {
  const server = createServer(() => log.info('asked')).listen(0)
  const { port } = server.address()
  await fetch('http://127.0.0.1:' + port).catch((error) => log.info(error.code ?? error.name))
  server.close()
})`)
    expect((await failureOf(bench, 'ask', { signal: abortWhenLogged(bench) })).code).toBe('HOOK_CANCELLED')
    expect(bench.logs()).toEqual(['asked', 'CANCELLED'])
  })

  it('before the call starts nothing', async () => {
    const bench = await benchWith(waiting)
    expect((await failureOf(bench, 'wait', { signal: AbortSignal.abort() })).code).toBe('HOOK_CANCELLED')
    expect(bench.logs()).toEqual([])
  })

  it('by closing the host', async () => {
    const bench = await benchWith(
      `export const wait = execute(async ({ log }) => { log.info('x'); await new Promise(() => setTimeout(() => {}, 1e6)) })`,
    )
    const { push } = bench.events
    bench.events.push = (event) => {
      void bench.host.close()
      return push.call(bench.events, event)
    }
    expect((await failureOf(bench, 'wait')).code).toBe('HOOK_CRASHED')
    expect((await failureOf(bench, 'wait')).code).toBe('HOOK_CANCELLED')
  })
})

describe('what the process may do by itself', () => {
  it.each([
    ['read the project', `readFileSync(process.env.TMPDIR + '/../../../secrets.gpg', 'utf8')`],
    ['read the machine', `readFileSync('/etc/hostname')`],
    ['write into its product', `writeFileSync(new URL('./new.ts', import.meta.url), '')`],
    ['start a program', `spawnSync('true')`],
    ['start a thread', `new Worker('1', { eval: true })`],
  ])('is not to %s', async (_, code) => {
    const bench = await benchWith(
      `import { readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { Worker } from 'node:worker_threads'
export const tryIt = execute(() => { try { ${code}; return 'done' } catch (error) { return error.code } })`,
      { files: { 'secrets.gpg': 'x' } },
    )
    expect(await bench.run('tryIt')).toBe('ERR_ACCESS_DENIED')
  })

  it('is to write temporary files in its scratch folder', async () => {
    const bench = await benchWith(`
import { writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
export const tryIt = execute(() => { writeFileSync(tmpdir() + '/x', 'kept'); return readFileSync(tmpdir() + '/x', 'utf8') })`)
    expect(await bench.run('tryIt')).toBe('kept')
  })

  it('finds nothing of the environment but language and time zone', async () => {
    vi.stubEnv('MESHROOM_TEST_TOKEN', 'leak')
    const bench = await benchWith(`export const list = execute(() => Object.keys(process.env).sort())`)
    const names = await bench.run('list')
    vi.unstubAllEnvs()
    const allowed = ['LANG', 'LC_ALL', 'NODE_EXTRA_CA_CERTS', 'NO_COLOR', 'TEMP', 'TMPDIR', 'TZ']
    expect((names as string[]).filter((name) => !allowed.includes(name))).toEqual([])
  })
})
