import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { HookError, type SideContext } from '@meshroom/hooks-sdk'
import { choosePort, isListening } from './choose-port.ts'
import { type GateConfig, tokenVariable } from './service/gate-config.ts'
import { folderOf } from './tenant-folder.ts'

const program = fileURLToPath(new URL('./service/serve.ts', import.meta.url))

/** The plug's secret that a gate asks of whoever orders; both ends of the plug can read it. */
const tokenSecret = 'TOKEN'

/** Opens a plug's gate for orders and puts out where it is; finds it open when it is. */
export async function openGate(context: SideContext, action: GateConfig['action']): Promise<void> {
  const { id, file } = gateOf(context)
  const config = await configure(context, action)
  await keepConfig(context, config)
  const { host, port } = config
  const env = { [tokenVariable]: await tokenOf(context) }
  const { started } = await context.run.service(id, 'node', [program, file], { ready: { host, port }, env })
  context.log.info(`${started ? 'takes' : 'already takes'} orders on ${host}:${port}`)
  await context.plug.output('url', `http://${host}:${port}/`)
}

/** Closes a plug's gate, removes its configuration and forgets its token. What was denied stays denied. */
export async function closeGate(context: SideContext): Promise<void> {
  const { id, file, folder } = gateOf(context)
  await context.run.stop(id)
  await context.files.remove(file)
  await context.plug.setSecret(tokenSecret, null)
  if ((await context.files.list(folder)).length === 0) await context.files.remove(folder)
}

/** Whether a plug's gate is configured, and answers. */
export async function checkGate(context: SideContext) {
  const config = await readConfig(context)
  if (!config) return { status: 'absent' } as const
  if (await isListening(context, config)) return { status: 'present' } as const
  return { status: 'changed', detail: `nothing listens on ${config.host}:${config.port}` } as const
}

/** The names of a plug's gate: its service, its configuration, and the folder of that. */
function gateOf({ instance, plug }: SideContext) {
  const folder = `${folderOf(instance.settings.folder)}/gates`
  const name = `${plug.topic}.${plug.source}`
  return { id: `${instance.name}.${name}`, folder, file: `${folder}/${name}.json` }
}

async function configure(context: SideContext, action: GateConfig['action']): Promise<GateConfig> {
  const host = String(context.instance.settings.host ?? '127.0.0.1')
  const known = (await readConfig(context))?.port
  const port = known ?? (await choosePort(context, host, gateOf(context).id))
  return { action, host, port, blocklist: '../blocklist.txt' }
}

/** A gate reads its configuration once: a changed one ends it, so that it starts anew. */
async function keepConfig(context: SideContext, config: GateConfig): Promise<void> {
  const { id, file } = gateOf(context)
  const text = `${JSON.stringify(config, null, 2)}\n`
  if ((await context.files.exists(file)) && (await context.files.read(file)) === text) return
  await context.run.stop(id)
  await context.files.write(file, text)
}

async function readConfig(context: SideContext): Promise<GateConfig | undefined> {
  const { file } = gateOf(context)
  return (await context.files.exists(file)) ? JSON.parse(await context.files.read(file)) : undefined
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
