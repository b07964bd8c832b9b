import { fileURLToPath } from 'node:url'
import type { SideContext } from '@meshroom/hooks-sdk'
import { tokenOf, urlOf } from './call-executor.ts'
import { type ResponderConfig, responderTokenVariable } from './service/responder-config.ts'
import { folderOf } from './tenant-folder.ts'

const program = fileURLToPath(new URL('./service/respond.ts', import.meta.url))

/** Starts what denies by itself, where the instance has a `deny_pattern`; ends it where it has none any more. */
export async function startResponder(context: SideContext): Promise<void> {
  const pattern = String(context.instance.settings.deny_pattern ?? '')
  if (pattern === '') return stopResponder(context)
  checkPattern(pattern)
  const { id, file } = responderOf(context)
  await keepConfig(context, { url: urlOf(context.plug), pattern, store: '../events.ndjson' })
  const token = await tokenOf(context.plug)
  await context.run.service(id, 'node', [program, file], { env: token ? { [responderTokenVariable]: token } : {} })
}

/** Ends what denies by itself and removes its files. */
export async function stopResponder(context: SideContext): Promise<void> {
  const { id, file, folder } = responderOf(context)
  await context.run.stop(id)
  await context.files.remove(file)
  await context.files.remove(`${file}.position`)
  if ((await context.files.list(folder)).length === 0) await context.files.remove(folder)
}

function responderOf({ instance, plug }: SideContext) {
  const folder = `${folderOf(instance.settings.folder)}/responders`
  const name = `${plug.topic}.${plug.destination}`
  return { id: `${instance.name}.${name}`, folder, file: `${folder}/${name}.json` }
}

function checkPattern(pattern: string): void {
  if (!pattern.includes('(?<address>'))
    throw new Error('deny_pattern needs a group named "address", as in `from (?<address>\\S+)`')
  new RegExp(pattern)
}

/** Events from before the first setup are none of its business; `since` stays what it was then. */
async function keepConfig(context: SideContext, wanted: Omit<ResponderConfig, 'since'>): Promise<void> {
  const { id, file } = responderOf(context)
  const kept: ResponderConfig | undefined = (await context.files.exists(file))
    ? JSON.parse(await context.files.read(file))
    : undefined
  const config = { ...wanted, since: kept?.since ?? new Date().toISOString() }
  if (JSON.stringify(kept) === JSON.stringify(config)) return
  await context.run.stop(id)
  await context.files.write(file, `${JSON.stringify(config, null, 2)}\n`)
}
