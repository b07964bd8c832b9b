import { fileURLToPath } from 'node:url'
import { HookError, type PlugContext, type Settings, type SideContext } from '@meshroom/hooks-sdk'
import { type Destination, type ForwarderConfig, tokenVariable } from './service/destination.ts'
import { folderOf } from './tenant-folder.ts'

const program = fileURLToPath(new URL('./service/forward.ts', import.meta.url))

/** Starts what forwards the lines of `events.log` to a plug's destination; finds it running when it is. */
export async function startForwarder(context: SideContext): Promise<void> {
  const { instance, plug, run, log } = context
  const { id, file } = forwarderOf(context)
  const destination = destinationOf(plug, instance.settings)
  await keepConfig(context, { destination, file: `../${plug.topic}.log` })
  const token = await tokenOf(plug)
  const { started } = await run.service(id, 'node', [program, file], { env: token ? { [tokenVariable]: token } : {} })
  log.info(`${started ? 'forwards' : 'already forwards'} ${plug.topic}.log`)
}

/** Ends a plug's forwarder and removes its configuration. How far it came stays, so that the next one sends nothing twice and leaves nothing out. */
export async function stopForwarder(context: SideContext): Promise<void> {
  const { id, file, folder } = forwarderOf(context)
  await context.run.stop(id)
  await context.files.remove(file)
  if ((await context.files.list(folder)).length === 0) await context.files.remove(folder)
}

/** Whether a plug's forwarder is configured for where the plug's destination is now. */
export async function checkForwarder(context: SideContext) {
  const { file } = forwarderOf(context)
  if (!(await context.files.exists(file))) return { status: 'absent' } as const
  const { destination }: ForwarderConfig = JSON.parse(await context.files.read(file))
  const wanted = destinationOf(context.plug, context.instance.settings)
  if (JSON.stringify(destination) === JSON.stringify(wanted)) return { status: 'present' } as const
  return { status: 'changed', detail: 'it forwards to where the destination was before' } as const
}

/** @throws Error when the setup of the destination put out no place to send to */
export function destinationOf({ format, outputs, destination }: PlugContext, settings: Settings): Destination {
  const { url, host, port } = outputs
  if (format?.toLowerCase() !== 'syslog' && typeof url === 'string') return { transport: 'http', url }
  if (format?.toLowerCase() !== 'json' && typeof host === 'string' && typeof port === 'number')
    return { transport: 'syslog', host, port, app: String(settings.app ?? 'local-sender') }
  throw new Error(`the setup of ${destination} puts out no place to send ${format ?? 'events'} to; is the plug up?`)
}

/** The plug's secret `TOKEN`, where the destination made one. */
export async function tokenOf(plug: PlugContext): Promise<string | undefined> {
  try {
    return await plug.secret('TOKEN')
  } catch (error) {
    if (error instanceof HookError && error.code === 'SECRET_MISSING') return undefined
    throw error
  }
}

/** The names of a plug's forwarder: its service, its configuration, and the folder of that. */
function forwarderOf({ instance, plug }: SideContext) {
  const folder = `${folderOf(instance.settings.folder)}/forwarders`
  const name = `${plug.topic}.${plug.destination}`
  return { id: `${instance.name}.${name}`, folder, file: `${folder}/${name}.json` }
}

/** A forwarder reads its configuration once: a changed one ends it, so that it starts anew, where it was. */
async function keepConfig(context: SideContext, config: ForwarderConfig): Promise<void> {
  const { id, file } = forwarderOf(context)
  const text = `${JSON.stringify(config, null, 2)}\n`
  if ((await context.files.exists(file)) && (await context.files.read(file)) === text) return
  await context.run.stop(id)
  await context.files.write(file, text)
}
