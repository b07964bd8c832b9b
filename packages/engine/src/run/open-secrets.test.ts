import { expect, onTestFinished, test } from 'vitest'
import { diskMesh } from '../../test/disk-mesh.ts'
import { planUp } from '../mesh/plan-up.ts'
import { openSecrets } from './open-secrets.ts'

/** Whether a run of a plug between two products opens the vault; `code` is what the setup of one does. */
async function opens(code: string): Promise<boolean> {
  const mesh = await diskMesh({
    'products/siem/definition.yaml': 'name: siem\n',
    'products/siem/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'
export const intake = setup.consumer({ topic: 'events', ownsBoth: true }, async ({ instance }) => ${code})
`,
    'products/edr/definition.yaml': 'name: edr\nproduces:\n  events: [{}]\n',
    'instances/siem/siem/config.yaml': '{}\n',
    'instances/edr/edr/config.yaml': '{}\n',
    'instances/edr/edr/plugs/siem/events.yaml': '{}\n',
  })
  onTestFinished(() => mesh[Symbol.asyncDispose]())
  const opened = await mesh.open()
  const keys = async () => Promise.reject(new Error('the vault was asked'))
  const secrets = { ...opened.ports.secrets, keys }
  const plan = await planUp(opened)
  expect(plan.steps).toHaveLength(1)
  return openSecrets({ ...opened, ports: { ...opened.ports, secrets } }, plan).then(
    () => false,
    () => true,
  )
}

test.each([
  ["instance.secret('KEY')", true],
  ["instance.setSecret('KEY', 'value')", true],
  ['instance.name', false],
])(
  'a run of a hook that no setting gives a secret opens the vault where it asks for one: %s',
  async (code, expected) => {
    expect(await opens(code)).toBe(expected)
  },
)
