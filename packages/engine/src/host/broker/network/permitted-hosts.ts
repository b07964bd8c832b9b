import type { Settings } from '@meshroom/hooks-sdk'

/** Where a hook wants to go: a host and port, or the path of a Unix socket. */
export type NetAddress = { readonly host: string; readonly port: number } | { readonly path: string }

/** One thing that a product's `permissions.net` allows. */
export type NetRule =
  | { readonly kind: 'host'; readonly host: string; readonly port?: number }
  /** Names below a domain; `''` is every host. */
  | { readonly kind: 'domain'; readonly domain: string; readonly port?: number }
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'anything' }

/** The word by which a product asks to open sockets itself. */
export const directNetwork = 'direct'

/**
 * What `permissions.net` allows with these settings. `{setting}` placeholders are filled; a setting may hold a whole URL, whose host and port
 * then count. An entry whose setting is empty, or that is no address once filled, allows nothing. Only the definition may use `*`: it
 * is what a person has trusted, and a setting is not.
 */
export function readNetRules(net: readonly string[], settings: Settings): readonly NetRule[] {
  return net.flatMap((entry) => {
    if (entry === directNetwork) return [{ kind: 'anything' } as const]
    const filled = fill(entry, settings)
    if (filled === undefined || (filled.includes('*') && !entry.includes('*'))) return []
    return parseRule(filled) ?? []
  })
}

/** Whether an address may be reached. A rule without a port allows every port. */
export function permits(rules: readonly NetRule[], address: NetAddress): boolean {
  return rules.some((rule) => {
    if (rule.kind === 'anything') return true
    if ('path' in address) return rule.kind === 'socket' && rule.path === address.path
    if (rule.kind === 'socket' || (rule.port !== undefined && rule.port !== address.port)) return false
    const host = normalHost(address.host)
    return rule.kind === 'host' ? rule.host === host : rule.domain === '' || host.endsWith(`.${rule.domain}`)
  })
}

/** An address for people. */
export function sayAddress(address: NetAddress): string {
  if ('path' in address) return address.path
  return `${address.host.includes(':') ? `[${normalHost(address.host)}]` : address.host}:${address.port}`
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 }

/** Host and port of a URL of the web; undefined for any other. */
export function addressOfUrl(url: URL): { readonly host: string; readonly port: number } | undefined {
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port)
  return port === undefined || url.hostname === '' ? undefined : { host: normalHost(url.hostname), port }
}

function fill(entry: string, settings: Settings): string | undefined {
  let complete = true
  const filled = entry.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = settings[name]
    const isUsable = (typeof value === 'string' && value.trim() !== '') || typeof value === 'number'
    complete &&= isUsable
    return isUsable ? String(value).trim() : ''
  })
  return complete ? filled : undefined
}

function parseRule(text: string): NetRule | undefined {
  if (text.startsWith('/')) return { kind: 'socket', path: text }
  if (text.includes('://')) {
    const address = URL.canParse(text) ? addressOfUrl(new URL(text)) : undefined
    return address && { kind: 'host', ...address }
  }
  const { host, port } = splitPort(text)
  if (Number.isNaN(port) || (port !== undefined && port > 65_535)) return undefined
  const at = port === undefined ? {} : { port }
  if (host === '*') return { kind: 'domain', domain: '', ...at }
  if (/^\*\.[a-z0-9.-]+$/.test(host)) return { kind: 'domain', domain: host.slice(2), ...at }
  return /^[a-z0-9._-]+$|^[0-9a-f:.]+$/.test(host) ? { kind: 'host', host, ...at } : undefined
}

/** `host`, `host:port`, an IPv6 address, or one in brackets with its port. */
function splitPort(text: string): { readonly host: string; readonly port?: number } {
  const [, bracketed, ofBracketed] = /^\[([^\]]+)\](?::(\d+))?$/.exec(text) ?? []
  if (bracketed !== undefined) return { host: normalHost(bracketed), ...(ofBracketed && { port: Number(ofBracketed) }) }
  const [host = '', port, more] = text.split(':')
  if (more !== undefined || port === undefined) return { host: normalHost(text) }
  return { host: normalHost(host), port: /^\d+$/.test(port) ? Number(port) : Number.NaN }
}

/** Lower case, no brackets, no final dot. */
function normalHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}
