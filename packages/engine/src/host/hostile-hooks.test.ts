import { describe, expect, it } from 'vitest'
import { failureOf } from '../../test/host/failure-of.ts'
import { benchWith } from '../../test/host/host-bench.ts'

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

  it('that asks for much and reads no answer', async () => {
    const bench = await benchWith(
      `import { writeSync } from 'node:fs'
export const bad = execute({ timeout: 20_000 }, () => {
  for (let ask = 900; ask < 910; ask++) writeSync(4, JSON.stringify({ type: 'ask', ask, call: 1, service: 'files.read', args: { path: 'mirrors/edr/large' } }) + '\\n')
  while (true);
})`,
      { files: { 'mirrors/edr/large': 'x'.repeat(16 * 1024 * 1024) } },
    )
    expect(await failureOf(bench, 'bad')).toMatchObject({
      code: 'HOOK_PROTOCOL',
      message: expect.stringContaining('does not read what it is sent'),
    })
  })

  it('that asks for more at once than is answered is not listened to meanwhile', async () => {
    const bench = await benchWith(
      `export const many = execute(async ({ plug }) => {
  await Promise.all(Array.from({ length: 500 }, () => plug.output('k', 'x'.repeat(10_000))))
})`,
    )
    let waiting = 0
    let most = 0
    const onOutput = async () => {
      most = Math.max(most, ++waiting)
      await new Promise((resolve) => setTimeout(resolve, 30))
      waiting -= 1
    }
    await bench.host.call(await bench.hook('many'), bench.input(), { onOutput })
    expect(most).toBeGreaterThanOrEqual(64)
    expect(most).toBeLessThan(100)
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
