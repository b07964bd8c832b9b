import { HookError } from '@meshroom/hooks-sdk'
import type { AskContext } from '../ask.ts'
import { addressOfUrl, type NetAddress, permits, readNetRules, sayAddress } from './permitted-hosts.ts'

/** @throws HookError `PERMISSION_DENIED` where the product's `permissions.net` does not name the address */
export function checkAddress(address: NetAddress, { settings, input, given }: AskContext): void {
  const { name, folder, permissions } = settings.product
  const values = { ...input.plug?.settings, ...input.settings, ...input.instance?.settings }
  if (permits(readNetRules(permissions.net, values), address)) return
  // Names of hosts are written in small letters, a secret in one too.
  const where = given.inAnyCase(sayAddress(address))
  throw new HookError('PERMISSION_DENIED', `hooks of ${name} may not reach ${where}`, {
    hint: `add "${where}", or the setting that names it as {setting}, to permissions.net of ${folder}/definition.yaml`,
  })
}

/** @throws HookError `PERMISSION_DENIED`; `ARGUMENT_INVALID` for what is not a URL of these protocols */
export function checkUrl(text: string, protocols: readonly string[], context: AskContext): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const address = url && addressOfUrl(url)
  if (url === undefined || address === undefined || !protocols.includes(url.protocol)) {
    // Redacted first: of a secret that is cut, nobody would find what is left.
    const shown = context.given.inAnyCase(text).slice(0, 200)
    throw new HookError('ARGUMENT_INVALID', `"${shown}" is no ${protocols.join(' or ')} URL`)
  }
  checkAddress(address, context)
  return url
}
