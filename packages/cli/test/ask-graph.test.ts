import { expect, test } from 'vitest'
import { validateJson } from './json-schemas.ts'
import { sandboxWithMesh, sandboxWithPlug } from './sandbox.ts'

/** Words of every command that the output tells to run. */
function commandsIn(output: string): string[][] {
  return output
    .split('\n')
    .filter((line) => line.trim().startsWith('meshroom '))
    .map((line) => line.trim().split(' ').slice(1))
}

test('gaps says what is missing and the commands that make it; run until nothing is missing, they make the plug possible', async () => {
  const box = await sandboxWithMesh()
  const asked = await box.meshroom('gaps siem edr --topic search_threat --limit 1')
  expect(asked).toMatchObject({ code: 0, stderr: '' })
  expect(asked.stdout).toContain('siem-[search_threat]->edr\n  needs 2 things (push)\n')
  const isMissing = (output: string) => output.includes('siem-[search_threat]->edr')
  let said = asked.stdout
  for (let round = 0; round < 3 && isMissing(said); round++) {
    const flow = said.slice(said.indexOf('siem-[search_threat]->edr')).split('edr-[search_threat]->siem')[0]!
    for (const command of commandsIn(flow)) expect(await box.meshroom(command)).toMatchObject({ code: 0 })
    said = (await box.meshroom('gaps siem edr --topic search_threat --limit 1')).stdout
  }
  expect(isMissing(said)).toBe(false)
  await box.meshroom('add siem')
  await box.meshroom('add edr -s API_KEY', { input: 'k\n' })
  expect(await box.meshroom('plug search_threat siem edr')).toMatchObject({ code: 0 })
})

test('gaps for programs', async () => {
  const box = await sandboxWithMesh()
  await box.write({ 'products/edr/integrations/siem/search_threat_executor.yaml': 'note: ours\n' })
  const { stdout } = await box.meshroom('gaps siem edr --topic search_threat --json')
  expect(validateJson('gaps', stdout)).toContainEqual(
    expect.objectContaining({
      source: 'siem',
      missing: expect.arrayContaining([
        expect.objectContaining({
          kind: 'capability',
          command: ['create', 'capability', 'siem', 'search_threat', 'trigger'],
        }),
        expect.objectContaining({ kind: 'setup', write: 'products/edr/integrations/siem/search_threat_executor.ts' }),
      ]),
    }),
  )
})

test('gaps of products that can be plugged are none', async () => {
  const box = await sandboxWithMesh()
  expect(await box.meshroom('gaps edr siem --topic events')).toMatchObject({
    code: 0,
    stdout: expect.not.stringContaining('edr-[events]->siem'),
  })
  expect(await box.meshroom('gaps edr sieem')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean "siem"?'),
  })
})

const soar = {
  'products/siem/definition.yaml': 'consumes:\n  events:\n    - {}\nproduces:\n  alerts:\n    - {}\n',
  'products/soar/definition.yaml': 'consumes:\n  alerts:\n    - {}\n  events:\n    - mode: pull\n',
}

test('route shows what it costs and every hop; where there is none it exits 1 and says what to ask', async () => {
  const box = await sandboxWithPlug()
  await box.write(soar)
  const found = await box.meshroom('route edr siem events --limit 1')
  expect(found).toMatchObject({ code: 0, stderr: '' })
  expect(found.stdout).toMatch(/^cost 1 {2}edr -\[events( \w+)?\]-> siem {2}\(1 hop\)\n$/)
  expect(await box.meshroom('route edr soar alerts')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'No route.\n  try: meshroom gaps edr soar --topic alerts\n',
  })
  const routes = validateJson('route', (await box.meshroom('route siem soar alerts --json')).stdout)
  expect(routes).toMatchObject([{ cost: 1, hops: [{ topic: 'alerts' }] }])
})

test('impact says what goes dark with an instance, and what the mesh hangs on', async () => {
  const box = await sandboxWithPlug()
  const one = await box.meshroom('impact edr')
  expect(one).toMatchObject({ code: 0, stdout: expect.stringContaining('siem gets no events') })
  expect(validateJson('impact', (await box.meshroom('impact edr --json')).stdout)).toMatchObject({
    blind: ['siem'],
    plugs: [{ source: 'edr', kind: 'data' }],
  })
  const all = await box.meshroom('impact')
  expect(all.stdout).toMatch(/^INSTANCE +BLIND +PLUGS.*single points of failure: plugs\n {2}edr-\[events\]->siem\n$/s)
  validateJson('impacts', (await box.meshroom('impact --json')).stdout)
  expect(await box.meshroom('impact nobody')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('INSTANCE_UNKNOWN'),
  })
})

test('an instance called like its product does not prove what the other instances of it do not do', async () => {
  const box = await sandboxWithPlug()
  await box.meshroom('add edr edr-2 -s API_KEY', { input: 'k\n' })
  await box.write({
    'all.yaml': 'intents:\n  - { topic: events, from: edr, to: siem }\n',
    'one.yaml': 'intents:\n  - { topic: events, from: "instance:edr", to: siem }\n',
  })
  const all = await box.meshroom('validate --coverage all.yaml')
  expect(all).toMatchObject({ code: 2, stdout: expect.stringContaining('from edr-2 it goes nowhere') })
  expect(all.stdout).toContain('meshroom plug events edr-2 siem')
  expect(await box.meshroom('validate --coverage one.yaml')).toMatchObject({ code: 0 })
})

test('validate --coverage proves what the mesh is meant to do, or refuses it in the line that says it', async () => {
  const box = await sandboxWithPlug()
  await box.write({
    'good.yaml': 'intents:\n  - name: EDR events reach the SIEM\n    topic: events\n    from: edr\n    to: siem\n',
    'bad.yaml': 'intents:\n  - { topic: events, from: edr, to: siem }\n  - { topic: events, from: siem, to: edr }\n',
  })
  const good = await box.meshroom('validate --coverage good.yaml')
  expect(good).toMatchObject({ code: 0, stderr: 'No problem.\n' })
  expect(good.stdout).toBe('proved EDR events reach the SIEM\n  edr-[events]->siem\n1 of 1 proved\n')
  const bad = await box.meshroom('validate --coverage bad.yaml')
  expect(bad.code).toBe(2)
  expect(bad.stdout).toMatch(
    /^bad\.yaml:3:5 error COVERAGE_REFUSED "events from siem reach edr" does not hold: from siem it goes nowhere\n/,
  )
  expect(bad.stdout).toContain('1 of 2 proved')
  const json = validateJson('validate-coverage', (await box.meshroom('validate --coverage bad.yaml --json')).stdout)
  expect(json).toMatchObject({ coverage: [{ holds: true }, { holds: false }] })
  await box.write({ 'empty.yaml': 'intents: []\n' })
  const empty = await box.meshroom('validate --coverage empty.yaml')
  expect(empty).toMatchObject({ code: 2, stdout: expect.stringContaining('empty.yaml:1:10 error INTENTS_EMPTY') })
  expect(await box.meshroom('validate --coverage none.yaml')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('FILE_NOT_FOUND'),
  })
})
