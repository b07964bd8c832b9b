/** Of a message: facility 1 (user), severity 5 (notice). */
const priority = 13

export interface MessageHead {
  readonly timestamp: string
  readonly host: string
  readonly app: string
}

/** A line as a message of RFC 5424; one that has its priority already is left as it is. */
export function formatSyslog(line: string, { timestamp, host, app }: MessageHead): string {
  if (/^<\d{1,3}>/.test(line)) return line
  return `<${priority}>1 ${timestamp} ${header(host, 255)} ${header(app, 48)} - - - ${line}`
}

/** A message as a frame of RFC 6587 with its length in bytes, so that it may hold any character. */
export function frame(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`
}

/** Header fields are printable ASCII without spaces, of a limited length. */
function header(text: string, longest: number): string {
  return text.replace(/[^\x21-\x7e]/g, '_').slice(0, longest) || '-'
}
