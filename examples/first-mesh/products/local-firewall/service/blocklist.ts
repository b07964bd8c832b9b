import { BlockList, isIPv4, isIPv6 } from 'node:net'

export type Action = 'deny' | 'allow' | 'query'
export const actions: readonly Action[] = ['deny', 'allow', 'query']

/** What an action made of a blocklist. `text` is the file's new content, absent when it stays as it is. */
export interface Outcome {
  readonly answer: Readonly<Record<string, string | boolean | readonly string[]>>
  readonly text?: string
}

/**
 * Carries out an action on the text of a blocklist: an address or network a line; comments and order are kept.
 *
 * @param net an IPv4 or IPv6 address, or a network in CIDR notation; `query` may do without
 * @throws TypeError when `net` is none
 */
export function act(action: Action, text: string, net: string | undefined): Outcome {
  if (action === 'query') return { answer: query(text, net) }
  const entry = parseNet(net).entry
  return action === 'deny' ? deny(text, entry) : allow(text, entry)
}

function deny(text: string, entry: string): Outcome {
  if (entriesOf(text).includes(entry)) return { answer: { entry, denied: true, changed: false } }
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return { answer: { entry, denied: true, changed: true }, text: `${start}${entry}\n` }
}

function allow(text: string, entry: string): Outcome {
  if (!entriesOf(text).includes(entry)) return { answer: { entry, denied: false, changed: false } }
  const rest = text.split('\n').filter((line) => entryOf(line) !== entry)
  return { answer: { entry, denied: false, changed: true }, text: rest.join('\n') }
}

function query(text: string, net: string | undefined): Outcome['answer'] {
  const entries = entriesOf(text)
  if (net === undefined) return { entries }
  const { entry, address, family } = parseNet(net)
  const by = entries.filter((candidate) => candidate === entry || covers(candidate, address, family))
  return { entry, denied: by.length > 0, by }
}

function covers(entry: string, address: string, family: 'ipv4' | 'ipv6'): boolean {
  const list = new BlockList()
  const net = parseNet(entry)
  list.addSubnet(net.address, net.prefix, net.family)
  return list.check(address, family)
}

/** Lines that are no address or network, such as comments, are nobody's entry. */
function entriesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => entryOf(line) ?? [])
}

function entryOf(line: string): string | undefined {
  try {
    return parseNet(line.replace(/#.*/, '').trim()).entry
  } catch {
    return undefined
  }
}

/** `203.0.113.7` and `203.0.113.7/32` are one entry, written without the prefix. */
function parseNet(net: string | undefined) {
  const [address = '', prefixText] = (net ?? '').toLowerCase().split('/')
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined
  const longest = family === 'ipv4' ? 32 : 128
  const prefix = prefixText === undefined ? longest : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN
  if (!family || !(prefix <= longest)) throw new TypeError(`"${net ?? ''}" is no address and no network`)
  return { address, family, prefix, entry: prefix === longest ? address : `${address}/${prefix}` } as const
}
