import { cp, mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { discoverHooks, type HookHost, type HookInput, type HookManifest, startHookHost } from '@meshroom/engine'
import type { JsonValue } from '@meshroom/hooks-sdk'
import { parse } from 'yaml'
import { productFolder } from './fake-context.ts'
import { trackedFiles } from './tracked-files.ts'

/** A project with a copy of the product as git has it, and the engine's own host to run its hooks. */
export interface HookBench {
  readonly root: string
  readonly manifest: HookManifest
  readonly host: HookHost
  /** Secrets by owner and name, as the vault would keep them. */
  readonly secrets: Map<string, string>
  readonly said: string[]
  /** Runs the hook of this export; its outputs are added to those of the plug. */
  run(name: string, input: Partial<HookInput>): Promise<JsonValue>
  input(more: Partial<HookInput>): HookInput
  hook(name: string): HookManifest['hooks'][number]
}

async function copyProduct(root: string): Promise<void> {
  for (const path of await trackedFiles()) {
    const to = join(root, 'products/sekoia', path)
    await mkdir(dirname(to), { recursive: true })
    await cp(join(productFolder, path), to)
  }
}

export async function openBench(): Promise<HookBench> {
  const root = await mkdtemp(join(tmpdir(), 'sekoia-bench-'))
  await copyProduct(root)
  const definition = parse(await readFile(join(root, 'products/sekoia/definition.yaml'), 'utf8'))
  const manifest = await discoverHooks({ root, product: 'sekoia', folder: 'products/sekoia', integrations: [] })
  const secrets = new Map<string, string>()
  const said: string[] = []
  const permissions = { run: [], write: [], ...definition.permissions }
  const host = startHookHost({
    root,
    operation: 'test',
    product: { name: 'sekoia', folder: 'products/sekoia', permissions },
    services: {
      secrets: keepSecrets(secrets),
      prompter: {
        ask: async ({ message }) => {
          throw new Error(`nobody answers: ${message}`)
        },
      },
      emit: (event) => void ('message' in event && said.push(event.message)),
    },
  })
  const outputs: Record<string, JsonValue> = {}
  const hook = (name: string) => {
    const found = manifest.hooks.find((each) => each.export === name)
    if (!found) throw new Error(`there is no hook ${name}`)
    return found
  }
  const input = (more: Partial<HookInput>): HookInput => ({
    product: { name: 'sekoia', tags: [], definition },
    ...more,
    ...(more.plug && { plug: { ...more.plug, outputs: { ...outputs, ...more.plug.outputs } } }),
  })
  return {
    root,
    manifest,
    host,
    secrets,
    said,
    input,
    hook,
    async run(name, more) {
      const outcome = await host.call(hook(name), input(more))
      Object.assign(outputs, outcome.outputs)
      return outcome.result
    },
  }
}

function keepSecrets(secrets: Map<string, string>): Parameters<typeof startHookHost>[0]['services']['secrets'] {
  const keyOf = (owner: object, name: string) => `${'instance' in owner ? 'instance' : 'plug'} ${name}`
  return {
    get: async (owner, name) => secrets.get(keyOf(owner, name)),
    keys: async () => [...secrets.keys()],
    set: async (owner, values) => {
      for (const [name, value] of Object.entries(values)) secrets.set(keyOf(owner, name), value)
    },
    forget: async (owner, names) => {
      for (const name of names) secrets.delete(keyOf(owner, name))
    },
    remove: async () => secrets.clear(),
  }
}
