const severities = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'informational', 'debug']

/** A syslog message, taken apart as far as it can be; `message` is always there. */
export type SyslogEvent = {
  readonly facility?: number
  readonly severity?: string
  /** As the sender wrote it: RFC 3339 (RFC 5424), or `Mmm dd hh:mm:ss` (RFC 3164). */
  readonly timestamp?: string
  readonly host?: string
  readonly app?: string
  readonly process?: string
  readonly message_id?: string
  /** Parameters by the id of their element. */
  readonly structured?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly message: string
}

/** Takes a message of RFC 5424 or RFC 3164 apart. What is neither comes back whole as `message`. */
export function parseSyslog(text: string): SyslogEvent {
  const priority = /^<(\d{1,3})>/.exec(text)
  if (!priority || Number(priority[1]) > 191) return { message: text }
  const code = Number(priority[1])
  const rest = text.slice(priority[0].length)
  return { facility: code >> 3, severity: severities[code & 7]!, ...(parse5424(rest) ?? parse3164(rest)) }
}

function parse5424(text: string): SyslogEvent | undefined {
  const head = /^1 (\S+) (\S+) (\S+) (\S+) (\S+) (?=[-[])/.exec(text)
  if (!head) return undefined
  const [whole, timestamp, host, app, process, messageId] = head
  const data = parseStructured(text.slice(whole.length))
  if (!data) return undefined
  return {
    ...said({ timestamp, host, app, process, message_id: messageId }),
    ...(Object.keys(data.structured).length > 0 && { structured: data.structured }),
    message: data.rest.replace(/^ /, '').replace(/^\uFEFF/, ''),
  }
}

function parse3164(text: string): SyslogEvent {
  const head = /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S+) (?:([^\s:[]+)(?:\[([^\]]*)\])?: ?)?/.exec(text)
  if (!head) return { message: text }
  const [whole, timestamp, host, app, process] = head
  return { ...said({ timestamp, host, app, process }), message: text.slice(whole.length) }
}

/** `-` is how RFC 5424 says that it does not say. */
function said(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(fields).filter((entry): entry is [string, string] => (entry[1] ?? '-') !== '-')
  return Object.fromEntries(entries)
}

const element = /^\[([^\s="\]]+)((?: [^\s="\]]+="(?:[^"\\\]]|\\.)*")*)\]/
const parameter = / ([^\s="\]]+)="((?:[^"\\\]]|\\.)*)"/g

function parseStructured(text: string) {
  const structured: Record<string, Record<string, string>> = {}
  if (text.startsWith('-')) return { structured, rest: text.slice(1) }
  let rest = text
  for (let match = element.exec(rest); match; match = element.exec(rest)) {
    structured[match[1]!] = parametersOf(match[2]!)
    rest = rest.slice(match[0].length)
  }
  return rest === text || (rest !== '' && !rest.startsWith(' ')) ? undefined : { structured, rest }
}

function parametersOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(parameter)].map(([, key, value]) => [key!, unescaped(value!)]))
}

/** A backslash escapes `"`, `\` and `]`, and stands for itself before anything else. */
function unescaped(value: string): string {
  return value.replace(/\\(["\\\]])/g, '$1')
}
