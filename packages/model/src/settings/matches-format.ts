import { isIP, isIPv4, isIPv6 } from 'node:net'

const HOST_LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i
const DATE = /^\d{4}-\d\d-\d\d$/
const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  uri: URL.canParse,
  url: URL.canParse,
  email: isEmail,
  ipv4: isIPv4,
  ipv6: isIPv6,
  ip: (value) => isIP(value) !== 0,
  hostname: isHostname,
  date: (value) => DATE.test(value) && isDay(value),
  'date-time': isDateTime,
  datetime: isDateTime,
  uuid: (value) => UUID.test(value),
}

/** Checks the formats that are clear, leniently; one that is not known (`password`, `textarea`) accepts everything. */
export function matchesFormat(format: string, value: string): boolean {
  return Object.hasOwn(FORMATS, format) ? FORMATS[format]!(value) : true
}

function isEmail(value: string): boolean {
  const at = value.lastIndexOf('@')
  return at > 0 && !/\s/.test(value) && isHostname(value.slice(at + 1))
}

function isHostname(value: string): boolean {
  return (
    value.length <= 253 &&
    value
      .replace(/\.$/, '')
      .split('.')
      .every((label) => HOST_LABEL.test(label))
  )
}

function isDateTime(value: string): boolean {
  return DATE_TIME.test(value) && isDay(value.slice(0, 10)) && !Number.isNaN(Date.parse(value.replace(' ', 'T')))
}

/** False for 30 February, which `Date` takes for a day of March. */
function isDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}
