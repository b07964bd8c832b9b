/** Why a value is refused, with the path to what is wrong; undefined when it is fine. */
export type Shape = (value: unknown, at: string) => string | undefined

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const text: Shape = (value, at) =>
  typeof value === 'string' && value !== '' ? undefined : `${at} must be a text`
export const anyText: Shape = (value, at) => (typeof value === 'string' ? undefined : `${at} must be a text`)
export const uuid: Shape = (value, at) =>
  typeof value === 'string' && uuidShape.test(value) ? undefined : `${at} must be a uuid`
export const flag: Shape = (value, at) => (typeof value === 'boolean' ? undefined : `${at} must be true or false`)
export const instant: Shape = (value, at) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)
    ? undefined
    : `${at} must be a time`
export const record: Shape = (value, at) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : `${at} must be an object`

export function nullable(shape: Shape): Shape {
  return (value, at) => (value === null ? undefined : shape(value, at))
}

export function listOf(shape: Shape): Shape {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at} must be a list`
    return value.map((item, index) => shape(item, `${at}[${index}]`)).find((fault) => fault !== undefined)
  }
}

export function exactly(wanted: string): Shape {
  return (value, at) => (value === wanted ? undefined : `${at} must be ${wanted}`)
}

/** An object with these fields and no others; those of `optional` may be absent. */
export function fields(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  return (value, at) => {
    const wrong = record(value, at)
    if (wrong) return wrong
    const given: Record<string, unknown> = { ...(value as object) }
    const missing = Object.keys(required).find((name) => given[name] === undefined)
    if (missing) return `${at}.${missing} is missing`
    const known: Record<string, Shape> = { ...required, ...optional }
    for (const [name, each] of Object.entries(given)) {
      const fault = known[name] ? known[name](each, `${at}.${name}`) : `${at}.${name} is not known`
      if (fault) return fault
    }
    return undefined
  }
}
