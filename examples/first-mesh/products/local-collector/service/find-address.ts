import { isIPv4, isIPv6 } from 'node:net'
import type { ResponderConfig } from './responder-config.ts'

/** The argument for `deny` when a line of the store has an address that the pattern finds; undefined otherwise. */
export function findAddress(
  line: string,
  { pattern, since }: Pick<ResponderConfig, 'pattern' | 'since'>,
): Readonly<Record<string, string>> | undefined {
  const stored = parse(line)
  if (!stored || stored.received < since) return undefined
  const address = new RegExp(pattern).exec(textOf(stored.event))?.groups?.address ?? ''
  if (isIPv4(address)) return { ipv4_net: address }
  return isIPv6(address) ? { ipv6_net: address } : undefined
}

/** Patterns are written for the message of a syslog event, and for the JSON of others. */
function textOf(event: unknown): string {
  if (typeof event === 'string') return event
  const message = typeof event === 'object' && event !== null && 'message' in event ? event.message : undefined
  return typeof message === 'string' ? message : JSON.stringify(event)
}

function parse(line: string): { readonly received: string; readonly event: unknown } | undefined {
  try {
    const value = JSON.parse(line)
    return typeof value?.received === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
