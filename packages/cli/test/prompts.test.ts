import { expect, test, vi } from 'vitest'
import { edrWithoutSecret, sandboxWithMesh } from './sandbox.ts'
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

test('hooks that ask at the same time get an answer each, and none of them the passphrase', async () => {
  const box = await sandboxWithMesh()
  await box.write({
    'products/edr/definition.yaml': edrWithoutSecret,
    'products/siem/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'
export const intake = setup.consumer({ topic: 'events' }, async ({ instance, prompt, log }) => {
  if (instance.name === 'nosy') await instance['sec' + 'ret']('TOKEN')
  const code = await prompt.text({ message: 'code of ' + instance.name })
  log.info(instance.name + ' was told ' + code)
})
`,
    'instances/siem/one/config.yaml': 'settings: {}\n',
    'instances/siem/two/config.yaml': 'settings: {}\n',
    'instances/siem/nosy/config.yaml': 'settings: {}\n',
    'instances/edr/edr/config.yaml': 'settings:\n  region: fra1\n',
    'instances/edr/edr/plugs/one/events.yaml': '{}\n',
    'instances/edr/edr/plugs/two/events.yaml': '{}\n',
    'instances/edr/edr/plugs/nosy/events.yaml': '{}\n',
  })
  await box.meshroom('secrets set nosy TOKEN', { input: 'x', env: { MESHROOM_PASSPHRASE: 'open sesame' } })
  const terminal = new Terminal(box, ['up', '--yes'], { ...withPassphrase, MESHROOM_AGENT: 'off' })
  const answered = new Set<string>()
  const next = () => {
    const asked = terminal.screen.matchAll(/siem asks: code of (\w+)|(Passphrase) of your/g)
    return asked.map(([, name, other]) => name ?? other ?? '').find((question) => !answered.has(question))
  }
  while (answered.size < 4) {
    const question = await vi.waitFor(() => next() ?? Promise.reject(new Error(terminal.screen)), 20_000)
    answered.add(question)
    for (const letter of question === 'Passphrase' ? 'open sesame' : `code-of-${question}`) terminal.type(letter)
    terminal.type('\r')
  }
  await terminal.exit()
  const told = [...terminal.screen.matchAll(/(\w+) was told (.*?)\s*$/gm)].map(([, name, code]) => `${name} ${code}`)
  expect(told.sort()).toEqual(['nosy', 'one', 'two'].map((name) => `${name} code-of-${name}`))
})
