import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { type Sandbox, sandbox } from './sandbox.ts'

const cli = fileURLToPath(new URL('..', import.meta.url))
const plugs = ['alerts', 'audit', 'events', 'flows', 'logins', 'threats']

beforeAll(() => {
  if (!existsSync(join(cli, 'dist/start.js')))
    throw new Error('nothing is built: turbo run build --filter=@meshroom/cli...')
})

/** Two products that each have a secret, and plugs between them, each side with a hook of its own. */
async function sandboxWithSecrets(): Promise<Sandbox> {
  const box = await sandbox('built')
  const verbs = { edr: 'produces', siem: 'consumes' }
  const roles = { edr: 'producer', siem: 'consumer' }
  for (const product of ['edr', 'siem'] as const) {
    const topics = plugs.map((topic) => `  ${topic}:\n    - {}\n`).join('')
    const hooks = plugs.map((topic) => `export const ${topic} = setup.${roles[product]}('${topic}', async () => {})\n`)
    await box.write({
      [`products/${product}/definition.yaml`]: `name: ${product}\n${verbs[product]}:\n${topics}settings:\n  - name: API_KEY\n    secret: true\n`,
      [`products/${product}/hooks.ts`]: `import { setup } from '@meshroom/hooks-sdk'\n${hooks.join('')}`,
      'instances/.gitkeep': '',
    })
  }
  for (const product of ['edr', 'siem'])
    await box.meshroom(`add ${product} -s API_KEY`, { input: `key of ${product}\n` })
  for (const topic of plugs) await box.write({ [`instances/edr/edr/plugs/siem/${topic}.yaml`]: `topic: ${topic}\n` })
  return box
}

test('what was set up with secrets, many plugs at once, is up: the next plan and up have nothing to do', async () => {
  const box = await sandboxWithSecrets()
  const first = await box.meshroom('up --yes')
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('12 steps done') })
  expect((await box.meshroom('plan')).stdout).toBe('Nothing to do: 6 plugs already up.\n')
  expect((await box.meshroom('up --yes')).stdout).toBe('Nothing to do: 6 plugs already up.\n')
  await box.meshroom('secrets set siem_siem_API_KEY', { input: 'another key\n' })
  const causes = (await box.meshroom('plan')).stdout.match(/\(secret changed: API_KEY\)/g)
  expect(causes).toHaveLength(6)
}, 60_000)
