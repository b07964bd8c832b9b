import { describe, expect, it } from 'vitest'
import { failureOf } from '../../test/host/failure-of.ts'
import { sharedBench } from '../../test/host/host-bench.ts'

const shared = sharedBench()

describe('what a hook receives and returns', () => {
  it('gets its context and gives its result', async () => {
    const bench = await shared.with(`
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
      {
        type: 'log',
        level: 'info',
        product: 'edr',
        hook: `${bench.folder}/hooks.ts#ask`,
        plug: { source: 'paris', destination: 'siem', topic: 'events', mode: 'push' },
        instance: 'paris',
        message: 'asked',
      },
    ])
  })

  it('uses other files of the product, and works without node_modules', async () => {
    const bench = await shared.with(
      `import { answer } from './lib/answer.ts'\nexport const ask = execute(() => answer)`,
      {
        'lib/answer.ts': `import { HookError } from '@meshroom/hooks-sdk'\nexport const answer: string = HookError.name`,
      },
    )
    expect(await bench.run('ask')).toBe('HookError')
  })

  it('runs JavaScript too', async () => {
    const bench = await shared.with('', {
      'plain.mjs': `import { execute } from '@meshroom/hooks-sdk'\nexport const ask = execute(() => 'plain')`,
    })
    expect(await bench.run('ask')).toBe('plain')
  })

  it('hands over outputs as they are written, and all of them with the result', async () => {
    const bench = await shared.with(`
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
    const bench = await shared.with(`
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
    const bench = await shared.with(`export const ask = execute(() => (${expression}))`)
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
    const bench = await shared.with(`export const ask = execute(() => (${expression}))`)
    const error = await failureOf(bench, 'ask')
    expect(error).toMatchObject({ code: 'HOOK_FAILED', message: expect.stringMatching(message) })
    expect(error.message).toContain(`${bench.folder}/hooks.ts#ask`)
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
    const bench = await shared.with(`export const it = ${kind}(() => (${expression}))`)
    const error = await bench.run('it', { batch: ['a', 'b'] }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'HOOK_FAILED',
      message: expect.stringMatching(message),
      data: { code: 'RESULT_INVALID' },
    })
  })

  it('accepts a batch of which a part was rejected', async () => {
    const bench = await shared.with(
      `export const it = produce((_, batch) => ({ accepted: batch.length - 1, rejected: [{ index: 1, reason: 'full', retryable: true }] }))`,
    )
    expect(await bench.run('it', { batch: ['a', 'b'] })).toMatchObject({ accepted: 1, rejected: [{ index: 1 }] })
  })
})

describe('a hook that throws', () => {
  it('fails with its message, its place and its own frames', async () => {
    const bench = await shared.with(`
function deeper() {
  throw new Error('implement the setup here')
}
export const install = setup.producer(() => deeper())`)
    const error = await failureOf(bench, 'install')
    expect(error).toMatchObject({
      code: 'HOOK_FAILED',
      message: `${bench.folder}/hooks.ts#install: implement the setup here`,
      file: `${bench.folder}/hooks.ts`,
      line: 4,
      column: 9,
      data: { hook: `${bench.folder}/hooks.ts#install` },
    })
    expect(String(error.data?.stack).split('\n')).toEqual([
      expect.stringMatching(/^at deeper \(products\/edr\/round-\d+\/hooks\.ts:4:9\)$/),
      expect.stringMatching(/products\/edr\/round-\d+\/hooks\.ts:6:\d+/),
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
    const bench = await shared.with(`export const ask = execute(async ({ fetch }) => { ${code} })`)
    expect(await failureOf(bench, 'ask')).toMatchObject({
      code: 'HOOK_FAILED',
      message: expect.stringMatching(message),
    })
  })

  it('keeps code and hint of a HookError', async () => {
    const bench = await shared.with(
      `export const ask = execute(() => { throw new HookError('QUOTA', 'no more', { hint: 'buy' }) })`,
    )
    expect(await failureOf(bench, 'ask')).toMatchObject({ code: 'HOOK_FAILED', hint: 'buy', data: { code: 'QUOTA' } })
  })

  it('says when trying again may help, and after how long', async () => {
    const bench = await shared.with(`
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
    [
      'changes after the fact what its check is taken for',
      `const options = { settles: true }\noptions.settles = false\nexport const changed = check(options, () => 1)`,
      /is not what its source says/,
    ],
  ])('a file that %s', async (_, code, message) => {
    const bench = await shared.with(`${code}\nexport const ask = execute(() => 1)`)
    const name = code.includes('changed') ? 'changed' : 'ask'
    expect(await failureOf(bench, name)).toMatchObject({
      code: 'HOOK_LOAD_FAILED',
      message: expect.stringMatching(message),
    })
  })

  it('does not disturb the next one', async () => {
    const bench = await shared.with(
      `export const bad = execute(() => { throw 1 })\nexport const good = execute(() => 'good')`,
    )
    await failureOf(bench, 'bad')
    expect(await bench.run('good')).toBe('good')
  })
})
