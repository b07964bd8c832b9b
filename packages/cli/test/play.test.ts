import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { validateLines } from './json-schemas.ts'
import { sandboxWithPlug } from './sandbox.ts'

test('lines that are produced are watched as they arrive', async () => {
  const box = await sandboxWithPlug()
  const produced = await box.meshroom('produce events edr siem', { input: '{"n":1}\n\n{"n":2}\n' })
  expect(produced).toMatchObject({ code: 0, stdout: '2 records accepted, 0 rejected\n' })
  expect(await box.meshroom('watch events edr siem --limit 2')).toMatchObject({ code: 0, stdout: '{"n":1}\n{"n":2}\n' })
  expect(await box.meshroom('watch events edr siem --limit 1 --cursor 1')).toMatchObject({ stdout: '{"n":2}\n' })
})

test('a record that is rejected is named, and exits 1', async () => {
  const box = await sandboxWithPlug()
  const produced = await box.meshroom('produce events edr siem', { input: '{"n":1}\nbad\n' })
  expect(produced).toMatchObject({ code: 1, stdout: '1 record accepted, 1 rejected\n' })
  expect(produced.stderr).toContain('record 2 was rejected: not JSON')
})

test('with --json both print one object a line, as their schemas say', async () => {
  const box = await sandboxWithPlug()
  const produced = await box.meshroom('produce events edr siem --json', { input: '{"n":1}\nbad\n' })
  expect(validateLines('produce', produced.stdout)).toEqual([
    expect.objectContaining({ type: 'warning', code: 'PLUG_NOT_UP' }),
    { type: 'record', index: 0, accepted: true },
    { type: 'record', index: 1, accepted: false, reason: 'not JSON' },
    { type: 'report', accepted: 1, rejected: 1 },
  ])
  const nothing = await box.meshroom('produce events edr siem --json')
  expect(validateLines('produce', nothing.stdout).at(-1)).toEqual({ type: 'report', accepted: 0, rejected: 0 })
  const watched = await box.meshroom('watch events edr siem --limit 1 --json')
  expect(validateLines('watch', watched.stdout).at(-1)).toEqual({ type: 'record', event: { n: 1 }, cursor: '1' })
})

test('watch ends without a word when its reader has seen enough', async () => {
  const box = await sandboxWithPlug()
  await box.meshroom('up')
  const many = Array.from({ length: 5000 }, (_, n) => JSON.stringify({ n, padding: 'x'.repeat(100) })).join('\n')
  await box.meshroom('produce events edr siem', { input: many })
  const running = box.start('watch events edr siem --timeout 30')
  running.child.stdout.once('data', () => running.child.stdout.destroy())
  expect(await running.outcome).toMatchObject({ code: 0, stderr: '' })
})

test('--timeout ends a watch', async () => {
  const box = await sandboxWithPlug()
  const hooks = await box.read('products/siem/hooks.ts')
  const endless = hooks
    .replace('async function* ({ files, cursor })', 'async function* ({ files, cursor, signal })')
    .replace('String(index + 1) }\n  }\n', "$&  await new Promise((done) => signal.addEventListener('abort', done))\n")
  await writeFile(join(box.project, 'products/siem/hooks.ts'), endless)
  await box.meshroom('trust --yes')
  await box.meshroom('produce events edr siem', { input: '{"n":1}\n' })
  expect(await box.meshroom('watch events edr siem --timeout 5')).toMatchObject({ code: 0, stdout: '{"n":1}\n' })
})

test('trigger passes arguments and prints the result', async () => {
  const box = await sandboxWithPlug()
  const asked = await box.meshroom(['trigger', 'search_threat', 'siem', '-p', 'query=a=b c'])
  expect(JSON.parse(asked.stdout)).toEqual({ asked: { query: 'a=b c' } })
  expect(await box.meshroom('trigger search_threat siem -p query')).toMatchObject({ code: 2 })
  expect(await box.meshroom('execute search_threat siem')).toMatchObject({ code: 2, stdout: '' })
})
