import { isAbsolute } from 'node:path'
import { HookError, type JsonValue } from '@meshroom/hooks-sdk'
import { type AskContext, isObject } from './ask.ts'
import { permits, readNetRules, sayAddress } from './network/permitted-hosts.ts'

const FILE = /^file:\/\//i
const HTTPS = /^https:\/\/(?:[^@/\\?#]*@)?(?<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?<port>\d+))?(?:\/|$)/i
const SSH = /^ssh:\/\/(?:[a-z0-9_][a-z0-9_.-]*@)?(?<host>[a-z0-9][a-z0-9.-]*|\[[0-9a-f:.]+\])(?::(?<port>\d+))?\//i
const SCP_LIKE = /^(?:[a-z0-9_][a-z0-9_.-]*@)?(?<host>[a-z0-9][a-z0-9.-]*):(?!:|\/\/).+$/i

/** Where a repository is: a folder of this machine, or a host that git talks to. */
export type Remote = 'local' | { readonly host: string; readonly port: number }

/**
 * What a text names that git may be given: https, ssh, `user@host:path`, or a folder on this machine. Nothing that git would take for an option, or
 * for a program to run, and no URL of which two readers could see two hosts.
 *
 * @throws HookError `GIT_FAILED`
 */
export function readRemote(url: string): Remote {
  const remote = /[\s\0\\]/.test(url) ? undefined : parse(url)
  if (remote !== undefined) return remote
  throw new HookError('GIT_FAILED', `"${withoutPassword(url)}" is not a repository that may be used`, {
    hint: 'give an https:// or ssh:// URL, user@host:path, or an absolute path',
  })
}

function parse(url: string): Remote | undefined {
  if (isAbsolute(url) || FILE.test(url)) return 'local'
  const https = HTTPS.exec(url)
  return https ? addressIn(https, 443) : addressIn(SSH.exec(url) ?? SCP_LIKE.exec(url), 22)
}

function addressIn(found: RegExpExecArray | null, usualPort: number): Remote | undefined {
  const { host, port = usualPort } = found?.groups ?? {}
  return host === undefined ? undefined : { host, port: Number(port) }
}

/**
 * Whether hooks of a product may use a repository: one that a person has named in a setting, or one on a host that `permissions.net` names. So a
 * repository of this machine is there only for whoever has been given it.
 *
 * @throws HookError `GIT_FAILED` for what is none, `PERMISSION_DENIED`
 */
export function checkRemote(url: string, context: AskContext): void {
  const remote = readRemote(url)
  if (isGiven(url, context)) return
  const { name, folder, permissions } = context.settings.product
  const rules = readNetRules(permissions.net, { ...context.input.settings, ...context.input.instance?.settings })
  if (remote !== 'local' && permits(rules, remote)) return
  const shown = context.given.inAnyCase(withoutPassword(url)).slice(0, 200)
  throw new HookError('PERMISSION_DENIED', `hooks of ${name} may not use the repository ${shown}`, {
    hint:
      remote === 'local'
        ? 'give it as the value of a setting: no other repository of this machine is theirs'
        : `give it as the value of a setting, or add "${sayAddress(remote)}" to permissions.net of ${folder}/definition.yaml`,
  })
}

/** The default of a setting is the product's word, not that of a person. */
function isGiven(url: string, { input }: AskContext): boolean {
  const given = { ...input.settings, ...input.instance?.settings }
  const schema = input.product.definition.settings
  return Object.entries(given).some(([name, value]) => value === url && defaultOf(name, schema) !== url)
}

function defaultOf(name: string, schema: JsonValue | undefined): JsonValue | undefined {
  const found = Array.isArray(schema) ? schema.find((each) => isObject(each) && each.name === name) : undefined
  return isObject(found) ? found.default : undefined
}

/** A text with its URLs as they may be shown: the user of an http one may be a token, and so may what follows its question mark. */
export function withoutPassword(text: string): string {
  return text
    .replaceAll(/(https?:\/\/)[^\s/?#'"]*@/gi, '$1•••@')
    .replaceAll(/(\/\/[^/\s:@]*):[^/\s@]*@/g, '$1:•••@')
    .replaceAll(/(https?:\/\/[^\s?#'"]*)\?[^\s'"]*/gi, '$1?•••')
}
