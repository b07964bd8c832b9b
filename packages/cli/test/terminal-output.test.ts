import { expect, test } from 'vitest'
import { sandboxWithMesh, sandboxWithPlug } from './sandbox.ts'
import { Terminal } from './terminal.ts'

const esc = String.fromCharCode(27)

test.each([
  ['on a terminal', {}, true],
  ['with NO_COLOR', { NO_COLOR: '1' }, false],
  ['on a dumb one', { TERM: 'dumb' }, false],
])('colours %s: %o → %s', async (_, env, coloured) => {
  const box = await sandboxWithMesh()
  const terminal = new Terminal(box, ['plan', 'nowhere'], env)
  await terminal.see('error INSTANCE_UNKNOWN')
  await terminal.exit()
  expect(terminal.raw.includes(`${esc}[3`)).toBe(coloured)
})

test('no colours where output is no terminal', async () => {
  const box = await sandboxWithMesh()
  const { stdout, stderr } = await box.meshroom('list products --nope')
  expect(stdout + stderr).not.toContain(esc)
})

test('a table is cut to the terminal', async () => {
  const box = await sandboxWithMesh()
  await box.write({ 'products/ndr/definition.yaml': `vendor: ${'A very long name of a vendor '.repeat(8)}\n` })
  const terminal = new Terminal(box, ['list', 'products'])
  await terminal.see('ndr')
  await terminal.exit()
  const lines = terminal.screen.split(/\r?\n/)
  expect(Math.max(...lines.map((line) => line.length))).toBe(100)
  expect(lines.find((line) => line.startsWith('ndr'))).toContain('…')
})

test('a run shows what is going on, and leaves only what has happened', async () => {
  const box = await sandboxWithPlug('  slow: 60\n')
  const terminal = new Terminal(box, ['up', '--yes'])
  await terminal.see('⠹ edr-[events]->siem  open an intake')
  await terminal.see('✓ edr-[events]->siem  open an intake')
  await terminal.see('the mesh is up.')
  expect(await terminal.exit()).toBe(0)
  expect(terminal.screen).not.toContain('→ edr')
  expect(terminal.screen.slice(terminal.screen.lastIndexOf('✓'))).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/)
})

test('what the first Ctrl-C says stands above what moves', async () => {
  const box = await sandboxWithPlug('  slow: 300\n')
  const terminal = new Terminal(box, ['up', '--yes'])
  await terminal.see('⠹ edr-[events]->siem  open an intake')
  terminal.type('\u0003')
  await terminal.see('Stopping after the steps in flight')
  expect(await terminal.exit()).toBe(130)
  // The frame before it is wiped out first, and the next is drawn below it: the sentence itself is never overwritten.
  const [above = '', below = ''] = terminal.raw.split(/Stopping after the steps in flight.*\r?\n/)
  expect(above.endsWith(`${esc}[1A${esc}[2K${esc}[G${esc}[?2026l`)).toBe(true)
  expect(below).toMatch(/^\S*[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/)
})

test('printf … | meshroom produce can still ask for the passphrase', async () => {
  const box = await sandboxWithPlug()
  const passphrase = { MESHROOM_PASSPHRASE: undefined }
  const keep = new Terminal(box, ['secrets', 'set', 'edr', 'TOKEN'], passphrase)
  await keep.see('edr_edr_TOKEN')
  keep.type('t\r')
  await keep.see('Passphrase for your new key')
  keep.type('sesame\r')
  await keep.see('The same again')
  keep.type('sesame\r')
  await keep.see('kept edr_edr_TOKEN')

  const piped = new Terminal(box, ['secrets', 'set', 'edr', 'OTHER'], passphrase, 'printf value |')
  await piped.see('Passphrase of')
  piped.type('sesame\r')
  await piped.see('kept edr_edr_OTHER')
  expect(await piped.exit()).toBe(0)
  expect((await box.meshroom('secrets get edr OTHER', { env: { MESHROOM_PASSPHRASE: 'sesame' } })).stdout).toBe(
    'value\n',
  )
})
