import { afterEach, expect, test } from 'vitest'
import { planUp } from '../src/mesh/plan-up.ts'
import { runPlan } from '../src/run/run-plan.ts'
import { type DiskMesh, diskMesh } from './disk-mesh.ts'

let mesh: DiskMesh
afterEach(() => mesh[Symbol.asyncDispose]())

const key = 'correct-horse-battery'

/** A SIEM that is given its key, and an EDR whose tenant tells it to whoever asks. */
const files = (producer: string) => ({
  'products/siem/definition.yaml': 'name: siem\nsettings:\n  - name: KEY\n    secret: true\n',
  'products/siem/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'
export const intake = setup.consumer('events', async ({ instance }) => void (await instance.secret('KEY')))
`,
  'products/edr/definition.yaml': 'name: edr\n',
  'products/edr/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'
export const forward = setup.producer('events', async ({ log, progress, plug, fetch }) => {
${producer}
})
`,
  'instances/siem/siem/config.yaml': '{}\n',
  'instances/edr/edr/config.yaml': '{}\n',
  'instances/edr/edr/plugs/siem/events.yaml': '{}\n',
})

async function up(producer: string) {
  mesh = await diskMesh(files(producer))
  mesh.secrets.set('instance siem/siem', { KEY: key })
  const opened = await mesh.open()
  const report = await runPlan(opened, await planUp(opened))
  const [state] = (await opened.states.readAll()).states
  return { report, state, said: JSON.stringify([report, state, mesh.events]) }
}

test('what one product was given is removed from what another one says and puts out', async () => {
  const { said, state } = await up(`  log.info('the key is ${key}')
  progress('with ${key}')
  console.log(${JSON.stringify(key)})
  await plug.output('answer', { key: ${JSON.stringify(key)} })`)
  expect(said).not.toContain(key)
  expect(said).toContain('the key is •••')
  expect(state?.outputs).toEqual({ answer: { key: '•••' } })
})

test('so it is from its errors, in the report and in the state', async () => {
  const { said, report, state } = await up(`  throw new Error('refused ${key}')`)
  expect(said).not.toContain(key)
  for (const { message } of [report.failed[0]?.error, state?.failure].map((error) => ({ message: error?.message })))
    expect(message).toContain('refused •••')
})

test('no answer tells a hook whether a text is a secret of another product', async () => {
  const { report } = await up(`  const asked = await fetch('https://${key}.example/').catch(({ message }) => message)
  if (asked.includes('•••')) throw new Error('it is')`)
  expect(report.failed).toEqual([])
})
