import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { HookError, type SideContext } from '@meshroom/hooks-sdk'
import { choosePort, isListening } from './choose-port.ts'
import { type ListenerConfig, tokenVariable } from './service/listener-config.ts'
import { folderOf } from './tenant-folder.ts'

const program = fileURLToPath(new URL('./service/listen.ts', import.meta.url))

/** The plug's secret that an HTTP listener asks of whoever posts to it; both ends of the plug can read it. */
const tokenSecret = 'TOKEN'

/** Opens a plug's listener and puts out where it is; finds it open when it is. */
export async function openListener(context: SideContext, transport: ListenerConfig['transport']): Promise<void> {
  const { id, file } = listenerOf(context)
  const config = await configure(context, transport)
  await keepConfig(context, config)
  const env = transport === 'http' ? { [tokenVariable]: await tokenOf(context) } : {}
  const ready = { host: config.host, port: config.port }
  const { started } = await context.run.service(id, 'node', [program, file], { ready, env })
  context.log.info(`${started ? 'listens' : 'already listens'} on ${config.host}:${config.port}`)
  await putOut(context, config)
}

/** Ends a plug's listener, removes its configuration and forgets its token. What was collected stays. */
export async function closeListener(context: SideContext): Promise<void> {
  const { id, file, folder } = listenerOf(context)
  await context.run.stop(id)
  await context.files.remove(file)
  await context.plug.setSecret(tokenSecret, null)
  if ((await context.files.list(folder)).length === 0) await context.files.remove(folder)
}

/** Whether a plug's listener is configured as it is wanted now, and answers; then it puts out where that is, as its opening does. */
export async function checkListener(context: SideContext, transport: ListenerConfig['transport']) {
  const config = await readConfig(context)
  if (!config) return { status: 'absent' } as const
  const { host, port } = config
  if (!isDeepStrictEqual(config, await configure(context, transport)))
    return { status: 'changed', detail: `it is configured for ${config.transport} on ${host}:${port}` } as const
  if (!(await isListening(context, config)))
    return { status: 'changed', detail: `nothing listens on ${host}:${port}` } as const
  await putOut(context, config)
  return { status: 'present' } as const
}

/** The names of a plug's listener: its service, its configuration, and the folder of that. */
function listenerOf({ instance, plug }: SideContext) {
  const folder = `${folderOf(instance.settings.folder)}/listeners`
  const name = `${plug.topic}.${plug.source}`
  return { id: `${instance.name}.${name}`, folder, file: `${folder}/${name}.json` }
}

async function configure(context: SideContext, transport: ListenerConfig['transport']): Promise<ListenerConfig> {
  const { instance, plug } = context
  const host = String(instance.settings.host ?? '127.0.0.1')
  const known = (await readConfig(context))?.port
  const wanted = Number(instance.settings.port ?? 0)
  const port = wanted > 0 ? wanted : (known ?? (await choosePort(context, host, listenerOf(context).id)))
  return { transport, host, port, source: plug.source, store: `../${plug.topic}.ndjson` }
}

/**
 * A listener reads its configuration once: a changed one ends it, so that it starts anew.
 *
 * @throws Error when something else listens on its port
 */
async function keepConfig(context: SideContext, config: ListenerConfig): Promise<void> {
  const { id, file } = listenerOf(context)
  const text = `${JSON.stringify(config, null, 2)}\n`
  if ((await context.files.exists(file)) && (await context.files.read(file)) === text) return
  await context.run.stop(id)
  if (await isListening(context, config))
    throw new Error(`something else listens on ${config.host}:${config.port}; give the instance another "port"`)
  await context.files.write(file, text)
}

async function readConfig(context: SideContext): Promise<ListenerConfig | undefined> {
  const { file } = listenerOf(context)
  return (await context.files.exists(file)) ? JSON.parse(await context.files.read(file)) : undefined
}

async function putOut({ plug }: SideContext, { transport, host, port }: ListenerConfig): Promise<void> {
  await plug.output('host', host)
  await plug.output('port', port)
  if (transport === 'http') await plug.output('url', `http://${host}:${port}/events`)
}

/** The plug's token, made once and kept in the vault. */
async function tokenOf({ plug }: SideContext): Promise<string> {
  try {
    return await plug.secret(tokenSecret)
  } catch (error) {
    if (!(error instanceof HookError) || error.code !== 'SECRET_MISSING') throw error
    const token = randomBytes(32).toString('base64url')
    await plug.setSecret(tokenSecret, token)
    return token
  }
}
