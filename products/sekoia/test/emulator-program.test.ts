import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { id } from './catalogue/fixtures.ts'
import { productFolder } from './fake-context.ts'

const program = join(productFolder, 'test/emulator/main.ts')

test('as a program it prints its URLs as one line of JSON, serves its seed, and ends when asked to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sekoia-emulator-'))
  await writeFile(join(folder, 'key'), 'a-key\n')
  await writeFile(join(folder, 'seed.json'), JSON.stringify({ actions: [{ uuid: id(1), name: 'Isolate' }] }))
  const args = [program, '--port', '0', '--api-key-file', join(folder, 'key'), '--seed', join(folder, 'seed.json')]
  const emulator = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(emulator.stdout), 'line')
  const { api_url } = JSON.parse(line)
  const ask = (key: string) =>
    fetch(`${api_url}/v1/symphony/actions/${id(1)}`, { headers: { authorization: `Bearer ${key}` } })
  expect((await ask('a-key')).status).toBe(200)
  expect((await ask('another')).status).toBe(401)
  emulator.kill('SIGTERM')
  expect(await once(emulator, 'exit')).toEqual([0, null])
  await rm(folder, { recursive: true })
})

test('without a key it says how it is used', async () => {
  const emulator = spawn(process.execPath, [program], { stdio: ['ignore', 'ignore', 'pipe'] })
  const said: string[] = []
  emulator.stderr.on('data', (data) => said.push(String(data)))
  expect(await once(emulator, 'close')).toEqual([2, null])
  expect(said.join('')).toContain('usage: main.ts --port N --api-key-file FILE')
})
