import { expect, onTestFinished, test } from 'vitest'
import { diskMesh } from '../../test/disk-mesh.ts'
import { adoptPlugs } from '../mesh/adopt-plugs.ts'
import { planDown } from '../mesh/plan-down.ts'
import { planUp } from '../mesh/plan-up.ts'
import { openSecrets } from './open-secrets.ts'

interface Case {
  /** What the setup of the plug does. */
  readonly code?: string
  /** The definition of its product. */
  readonly definition?: string
  readonly files?: Readonly<Record<string, string>>
  readonly action?: 'up' | 'down'
}

/** Whether a run of a plug between two products opens the vault. */
async function opens({ code = 'null', definition = '', files = {}, action = 'up' }: Case): Promise<boolean> {
  const mesh = await diskMesh({
    'products/siem/definition.yaml': `name: siem\n${definition}`,
    'products/siem/hooks.ts': `import { setup, teardown } from '@meshroom/hooks-sdk'
export const intake = setup.consumer({ topic: 'events', ownsBoth: true }, async ({ instance }) => ${code})
export const close = teardown.consumer({ topic: 'events' }, async () => {})
`,
    'products/edr/definition.yaml': 'name: edr\nproduces:\n  events: [{}]\n',
    'instances/siem/siem/config.yaml': '{}\n',
    'instances/edr/edr/config.yaml': '{}\n',
    'instances/edr/edr/plugs/siem/events.yaml': '{}\n',
    ...files,
  })
  onTestFinished(() => mesh[Symbol.asyncDispose]())
  mesh.secrets.set('instance siem/siem', { KEY: 'value' })
  const opened = await mesh.open()
  if (action === 'down') await adoptPlugs(opened, {}, { by: 'Ada' })
  const plan = await (action === 'up' ? planUp : planDown)(opened)
  expect(plan.steps).toHaveLength(1)
  const keys = async () => Promise.reject(new Error('the vault was asked'))
  const secrets = { ...opened.ports.secrets, keys }
  return openSecrets({ ...opened, ports: { ...opened.ports, secrets } }, plan).then(
    () => false,
    () => true,
  )
}

test.each([
  ["instance.secret('KEY')", true],
  ["instance.setSecret('KEY', 'value')", true],
  ["instance.secret?.('KEY')", true],
  ['instance.name', false],
  ['null /* not instance.secret(KEY) */', false],
  ['null // needs no secret (the tenant is open)\n', false],
  ["'a secret (of the trade)'", false],
])(
  'a run of a hook that no setting gives a secret opens the vault where it asks for one: %s',
  async (code, expected) => {
    expect(await opens({ code })).toBe(expected)
    expect(await opens({ code, action: 'down' })).toBe(expected)
  },
)

test.each([
  ['read-key.cjs', true],
  ['hooks.test.ts', false],
  ['test/hooks.ts', false],
  ['templates/hooks.ts', false],
  ['README.md', false],
])('what asks for a secret in %s counts as code that a hook may run: %s', async (file, expected) => {
  const text = "module.exports = (instance) => instance.secret('KEY')\n"
  expect(await opens({ files: { [`products/siem/${file}`]: text } })).toBe(expected)
})

test.each([
  ['a secret that setup requires', 'up', '', true],
  ['a secret that setup requires', 'down', '', false],
  ['an optional secret', 'up', ', required: false', false],
  ['an optional secret', 'down', ', required: false', false],
] as const)('%s, where no code asks for it: %s', async (_, action, more, expected) => {
  const definition = `settings:\n  KEY: { type: string, secret: true${more} }\n`
  expect(await opens({ definition, action })).toBe(expected)
})
