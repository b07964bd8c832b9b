import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { makeProject } from './make-project.ts'

/** A folder of its own for what is kept of the person who runs the test. */
export async function asSomebody(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'meshroom-home-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  vi.stubEnv('XDG_CACHE_HOME', home)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  return home
}

export const edr = 'products/edr/definition.yaml'
export const siem = 'products/siem/definition.yaml'
export const one = 'instances/edr/one/config.yaml'

/** A small mesh in which a rule is broken, so that a place has to be found in a source. */
export function smallMesh(): Promise<string> {
  return makeProject({
    [edr]: 'vendor: Acme\nproduces:\n  events:\n    - mode: push\nsettings:\n  - { name: KEY, secret: true }\n',
    [siem]: 'consumes:\n  events: [{}]\n',
    'products/siem/integrations/edr/events_consumer.yaml': 'format: ecs\nuuid: 1\n',
    'products/siem/integrations/gone/events_consumer.yaml': 'target_product: gone\n',
    [one]: 'settings: {}\n',
    'instances/siem/two/config.yaml': '',
    'instances/edr/one/plugs/two/events.yaml': 'owner: nobody\n',
  })
}
