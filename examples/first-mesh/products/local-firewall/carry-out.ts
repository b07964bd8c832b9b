import { fileURLToPath } from 'node:url'
import { type ActionContext, execute, type JsonValue } from '@meshroom/hooks-sdk'
import type { Action } from './service/blocklist.ts'
import { folderOf } from './tenant-folder.ts'

const program = fileURLToPath(new URL('./service/act-once.ts', import.meta.url))

export const deny = execute('deny', (context) => carryOut(context, 'deny'))

export const allow = execute('allow', (context) => carryOut(context, 'allow'))

export const query = execute('query', (context) => carryOut(context, 'query'))

/** In a program of its own, which locks the blocklist against the gates that change it at the same time. */
async function carryOut({ run, instance, arguments: given }: ActionContext, action: Action): Promise<JsonValue> {
  const net = given.ipv4_net ?? given.ipv6_net
  if (net === undefined && action !== 'query') throw new Error(`say what to ${action}: -p ipv4_net=203.0.113.7`)
  const list = `${folderOf(instance.settings.folder)}/blocklist.txt`
  const args = [program, list, action, ...(net === undefined ? [] : [String(net)])]
  const { code, stdout, stderr } = await run.program('node', args)
  if (code !== 0) throw new Error(stderr.trim())
  return JSON.parse(stdout)
}
