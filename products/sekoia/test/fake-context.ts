import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type HookContext,
  HookError,
  type InstanceContext,
  type IntegrationInfo,
  type JsonValue,
  type Manifests,
  type PlugContext,
  type Settings,
} from '@meshroom/hooks-sdk'
import { fakeFiles, fakeManifests, fakeTemplates } from './fake-files.ts'
import { fakeGit } from './fake-git.ts'
import { connectWebSocket } from './fake-web-socket.ts'

export const productFolder = dirname(dirname(fileURLToPath(import.meta.url)))

/** Everything that a hook may be given, on a project in a temporary folder. */
export interface FakeContext extends HookContext {
  readonly root: string
  readonly manifests: Manifests
  /** What the hook said: log lines and progress, in order. */
  readonly said: string[]
}

/** Makes a project in a temporary folder and the context of a hook that works on it. */
export async function fakeContext(overrides: Partial<HookContext> = {}): Promise<FakeContext> {
  const root = await mkdtemp(join(tmpdir(), 'sekoia-hooks-'))
  await mkdir(join(root, 'products/sekoia'), { recursive: true })
  const said: string[] = []
  const say = (level: string) => (message: string) => void said.push(`${level} ${message}`)
  return {
    root,
    said,
    project: { name: 'mesh', environment: 'default' },
    product: { name: 'sekoia', tags: [], definition: {} },
    log: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
    progress: (message) => void said.push(message),
    signal: new AbortController().signal,
    prompt: { text: nobody, secret: nobody, confirm: nobody, select: nobody },
    files: fakeFiles(root),
    manifests: fakeManifests(root),
    templates: fakeTemplates(root, productFolder),
    fetch: globalThis.fetch,
    webSocket: connectWebSocket,
    connect: nobody,
    run: { program: nobody, service: nobody, stop: nobody },
    git: fakeGit(root),
    ...overrides,
  }
}

async function nobody(): Promise<never> {
  throw new HookError('PROMPT_UNAVAILABLE', 'nobody is there to be asked')
}

/** A tenant with settings and secrets in memory. */
export function fakeInstance(settings: Settings, secrets: Record<string, string>): InstanceContext {
  return { name: 'mysekoia', product: 'sekoia', settings, ...secretsIn(secrets) }
}

/** A plug whose outputs and secrets are kept in the records given, as the engine keeps them from step to step. */
export function fakePlug(plug: Partial<PlugContext>, secrets: Record<string, string> = {}): PlugContext {
  const outputs: Record<string, JsonValue> = { ...plug.outputs }
  return {
    source: 'myedr',
    destination: 'mysekoia',
    topic: 'events',
    mode: 'push',
    settings: {},
    ...plug,
    outputs,
    output: async (name, value) => {
      outputs[name] = value
    },
    ...secretsIn(secrets),
  }
}

/** One side of a plug, generic unless a manifest is given. */
export function fakeIntegration(integration: Partial<IntegrationInfo>): IntegrationInfo {
  return {
    product: 'sekoia',
    target: 'myedr',
    topic: 'events',
    role: 'consumer',
    mode: 'push',
    manifest: {},
    folder: 'products/sekoia/integrations/myedr',
    ...integration,
  }
}

function secretsIn(secrets: Record<string, string>): Pick<PlugContext, 'secret' | 'setSecret'> {
  return {
    async secret(name) {
      const value = secrets[name]
      if (value === undefined) throw new HookError('SECRET_MISSING', `${name} has no value`)
      return value
    },
    setSecret: async (name, value) => {
      if (value === null) delete secrets[name]
      else secrets[name] = value
    },
  }
}
