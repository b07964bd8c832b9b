import { join } from 'node:path'
import type { JsonValue } from '@meshroom/hooks-sdk'
import {
  type Args,
  type AskContext,
  invalid,
  isObject,
  optionalCount,
  optionalText,
  type Service,
  text,
  texts,
  textsByName,
} from './ask.ts'
import { startService, stopService } from './background-service.ts'
import { permitProgram, programEnvironment } from './program.ts'
import { resolvePath } from './resolve-path.ts'
import { runProgram } from './run-program.ts'
import type { ServicePlace } from './service-files.ts'

const program: Service = async (args, context) => {
  const permitted = await permitProgram(text(args, 'command'), texts(args, 'args'), context)
  const cwd = optionalText(args, 'cwd')
  const result = await runProgram(permitted, {
    cwd: cwd === undefined ? context.settings.root : await resolvePath(cwd, 'read', context),
    env: programEnvironment(textsByName(args, 'env')),
    stdin: optionalText(args, 'stdin') ?? '',
    signal: context.signal,
  })
  return result as unknown as JsonValue
}

const service: Service = async (args, context) => {
  const place = placeOf(args, context)
  const permitted = await permitProgram(text(args, 'command'), texts(args, 'args'), context)
  const given = textsByName(args, 'env')
  const ready = readyIn(args)
  const timeoutMs = optionalCount(args, 'timeoutMs') ?? 15_000
  const wanted = { program: permitted, given, env: programEnvironment(given), timeoutMs, signal: context.signal }
  return startService(place, { ...wanted, ...(ready && { ready }) })
}

const stop: Service = async (args, context) => {
  await stopService(placeOf(args, context))
  return undefined
}

/** Programs that the product declares. */
export const runServices: Readonly<Record<string, Service>> = {
  'run.program': program,
  'run.service': service,
  'run.stop': stop,
}

function placeOf(args: Args, { settings }: AskContext): ServicePlace {
  const id = text(args, 'id')
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id) || id.includes('..')) {
    throw invalid('id', 'letters, digits, ".", "_" and "-"')
  }
  const folder = join(settings.root, '.meshroom', 'services', settings.product.name)
  return { id, root: settings.root, folder }
}

function readyIn(args: Args): { host: string; port: number } | undefined {
  const { ready } = args
  if (ready === undefined) return undefined
  const port = isObject(ready) ? optionalCount(ready, 'port') : undefined
  if (!isObject(ready) || port === undefined || port > 65_535) throw invalid('ready', '{ host, port }')
  return { host: text(ready, 'host'), port }
}
