import { rm } from 'node:fs/promises'
import type {
  ActionContext,
  HookContext,
  InstanceContext,
  JsonValue,
  PlugContext,
  Settings,
  SideContext,
  WatchContext,
} from '@meshroom/hooks-sdk'
import { type Emulator, startEmulator } from './emulator/start-emulator.ts'
import type { Seed } from './emulator/tenant.ts'
import { type FakeContext, fakeContext, fakeInstance, fakeIntegration, fakePlug } from './fake-context.ts'

export const apiKey = 'key-of-the-tenant'

/** A tenant, a project with one instance of it, and a plug to play with. */
export interface Story {
  readonly emulator: Emulator
  readonly context: FakeContext
  readonly instance: InstanceContext
  readonly plugSecrets: Record<string, string>
  readonly plug: PlugContext
  side(manifest?: Settings, more?: Partial<SideContext>): SideContext
  action(topic: string, given: Settings, more?: Partial<ActionContext>): ActionContext
  watching(more?: Partial<WatchContext>): WatchContext
  close(): Promise<void>
}

export interface StoryOptions {
  readonly seed?: Seed
  readonly settings?: Settings
  readonly plug?: Partial<PlugContext>
  readonly hooks?: Partial<HookContext>
  readonly key?: string
}

export async function openStory(options: StoryOptions = {}): Promise<Story> {
  const emulator = await startEmulator({ apiKey, seed: options.seed ?? {} })
  const context = await fakeContext(options.hooks)
  const instance = fakeInstance({ ...emulator.settings, ...options.settings }, { API_KEY: options.key ?? apiKey })
  const plugSecrets: Record<string, string> = {}
  const plug = fakePlug(options.plug ?? {}, plugSecrets)
  const integration = (manifest: Settings) => fakeIntegration({ mode: plug.mode, topic: plug.topic, manifest })
  return {
    emulator,
    context,
    instance,
    plugSecrets,
    plug,
    side: (manifest = {}, more = {}) => ({ ...context, instance, plug, integration: integration(manifest), ...more }),
    action: (topic, given, more = {}) => ({ ...context, instance, topic, arguments: given, ...more }),
    watching: (more = {}) => ({
      ...context,
      instance,
      topic: 'events',
      since: new Date(0).toISOString(),
      plug,
      ...more,
    }),
    async close() {
      await emulator.close()
      await rm(context.root, { recursive: true, force: true })
    },
  }
}

/** The first records of a watch, which is then left. */
export async function take<T>(records: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = []
  if (count === 0) return taken
  for await (const record of records) {
    taken.push(record)
    if (taken.length === count) break
  }
  return taken
}

/** The line that an event of the emulator was made from. */
export function lineOf(event: JsonValue): string {
  return (event as { original: { message: string } }).original.message
}
