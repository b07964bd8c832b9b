import { expect, test } from 'vitest'
import { sandboxWithMesh } from './sandbox.ts'
import { Terminal } from './terminal.ts'

const withPassphrase = { MESHROOM_PASSPHRASE: undefined }

test('on a terminal, add asks for settings and secrets, hidden, and for the passphrase of a first key twice', async () => {
  const box = await sandboxWithMesh()
  const terminal = new Terminal(box, ['add', 'edr'], withPassphrase)
  await terminal.see('API_KEY')
  terminal.type('hunter2\r')
  await terminal.see('region')
  terminal.type('\r')
  await terminal.see('Passphrase for your new key')
  terminal.type('one\r')
  await terminal.see('The same again')
  terminal.type('two\r')
  await terminal.see('The two differ.')
  await terminal.see('Passphrase for your new key')
  terminal.type('open sesame\r')
  await terminal.see('The same again')
  terminal.type('open sesame\r')
  await terminal.see('/.config/meshroom/keys. Without it')
  await terminal.see('meshroom secrets key export')
  await terminal.see('added edr')
  expect(await terminal.exit()).toBe(0)
  expect(terminal.raw).not.toMatch(/hunter2|sesame/)

  const reading = new Terminal(box, ['secrets', 'get', 'edr', 'API_KEY'], withPassphrase)
  await reading.see('Passphrase of your Meshroom key (')
  reading.type('wrong\r')
  await reading.see('That was wrong.')
  reading.type('open sesame\r')
  await reading.see('hunter2')
  expect(await reading.exit()).toBe(0)
  expect(reading.screen).not.toContain('Your key lies in')
})

test('up shows the plan and asks; no does nothing, --yes does not ask', async () => {
  const box = await sandboxWithMesh()
  await box.meshroom('add siem')
  await box.meshroom('add edr -s API_KEY', { input: 'k\n' })
  await box.meshroom('plug events edr siem')
  const no = new Terminal(box, ['up'])
  await no.see('1 plug to set up.')
  await no.see('Set the mesh up like this?')
  no.type('n\r')
  await no.see('Nothing was done.')
  expect(await no.exit()).toBe(0)
  expect((await box.meshroom('list plugs')).stdout).toContain('down')

  const yes = new Terminal(box, ['up', '--yes'])
  await yes.see('the mesh is up')
  expect(await yes.exit()).toBe(0)
  expect((await box.meshroom('list plugs')).stdout).toMatch(/ up$/m)
})

test('Ctrl-C at a question exits 130, with one line', async () => {
  const box = await sandboxWithMesh()
  const terminal = new Terminal(box, ['add', 'edr'])
  await terminal.see('API_KEY')
  terminal.type('\u0003')
  expect(await terminal.exit()).toBe(130)
  expect(terminal.screen).toContain('interrupted')
  expect(terminal.screen).not.toContain('    at ')
})

test.each([
  ['--no-input', ['add', 'edr', '--no-input'], {}],
  ['CI', ['add', 'edr'], { CI: 'true' }],
])('with %s nothing is asked, also on a terminal', async (_, words, env) => {
  const box = await sandboxWithMesh()
  const terminal = new Terminal(box, words, env)
  await terminal.see('INPUT_REQUIRED')
  expect(await terminal.exit()).toBe(2)
})
