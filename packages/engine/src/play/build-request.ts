import type { JsonValue, Settings } from '@meshroom/hooks-sdk'
import { type HttpCall, MeshroomError } from '@meshroom/model'

export interface RequestInput {
  /** Of the instance, for `{setting}` placeholders. */
  readonly settings: Settings
  readonly arguments: Settings
  /** Value of the secret that `auth` names. */
  readonly secret?: string | undefined
  /** Sent as it is, instead of the arguments. */
  readonly body?: string
}

/** An HTTP request as plain data. */
export interface BuiltRequest {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/**
 * Makes the request of a declarative capability. `:name` in the path takes an argument, `{key}` a setting; both are encoded, except a setting that is the
 * beginning of the URL, such as `{API_URL}/alerts`. Arguments that are left go to the query of a GET, else to a JSON body.
 *
 * @throws MeshroomError `ARGUMENT_MISSING`, `ARGUMENT_INVALID`, `SETTING_MISSING`, `HTTP_URL_INVALID`
 */
export function buildRequest(call: HttpCall, input: RequestInput): BuiltRequest {
  const { path, rest } = fillPath(call.url, input.arguments)
  const url = parseUrl(fillSettings(path, input.settings))
  const isQuery = call.method === 'GET' || call.method === 'HEAD'
  if (isQuery) for (const [name, value] of Object.entries(rest)) appendQuery(url, name, value)
  const body = isQuery ? undefined : (input.body ?? (Object.keys(rest).length > 0 ? JSON.stringify(rest) : undefined))
  return {
    url,
    method: call.method,
    headers: {
      accept: 'application/json, */*;q=0.5',
      ...(body !== undefined && { 'content-type': contentType(body) }),
      ...fillHeaders(call.headers ?? {}, input.settings),
      ...authHeader(call, input.secret),
    },
    ...(body !== undefined && { body }),
  }
}

const pathParameter = /(?<=\/):([A-Za-z_][A-Za-z0-9_]*)/g

function fillPath(template: string, given: Settings): { path: string; rest: Settings } {
  const used = new Set<string>()
  const missing = [...template.matchAll(pathParameter)]
    .map(([, name = '']) => name)
    .filter((name) => !Object.hasOwn(given, name))
  if (missing.length > 0)
    throw new MeshroomError('ARGUMENT_MISSING', `${missing.join(', ')} must be given`, { data: { missing } })
  const path = template.replaceAll(pathParameter, (_, name: string) => {
    used.add(name)
    return encodeSegment(name, asText(given[name] ?? null))
  })
  return { path, rest: Object.fromEntries(Object.entries(given).filter(([name]) => !used.has(name))) }
}

/** A dot segment would leave the folder that the URL names. */
function encodeSegment(name: string, value: string): string {
  if (value === '' || value === '.' || value === '..')
    throw new MeshroomError('ARGUMENT_INVALID', `${name} cannot be "${value}": it is a part of a path`, {
      data: { name },
    })
  return encodeURIComponent(value.toWellFormed())
}

function fillSettings(template: string, settings: Settings): string {
  return template.replaceAll(/\{([^{}]+)\}/g, (_, key: string, offset: number) => {
    const value = asText(settingOf(settings, key))
    return offset === 0 ? value.replace(/\/+$/, '') : encodeURIComponent(value.toWellFormed())
  })
}

function settingOf(settings: Settings, key: string): JsonValue {
  const value = Object.hasOwn(settings, key) ? settings[key] : undefined
  if (value !== undefined && value !== null) return value
  throw new MeshroomError('SETTING_MISSING', `the URL needs the setting ${key}, which has no value`, {
    data: { setting: key },
  })
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new MeshroomError('HTTP_URL_INVALID', `"${text}" is no http or https URL`, {
      hint: 'mend the url of the capability, or the setting in it',
    })
  if (url.username !== '' || url.password !== '') throw holdsUser(url)
  return url
}

/** What stands before the @ is not repeated: it may be a password. */
function holdsUser(url: URL): MeshroomError {
  return new MeshroomError('HTTP_URL_INVALID', `the URL to ${url.host} has a user or a password before an @`, {
    hint: 'take it out of the url of the capability, or of the setting in it; a password is a secret, which auth of the capability names',
  })
}

function appendQuery(url: URL, name: string, value: JsonValue): void {
  const values: readonly JsonValue[] = Array.isArray(value) ? value : [value]
  for (const each of values) url.searchParams.append(name, asText(each))
}

function fillHeaders(headers: Readonly<Record<string, string>>, settings: Settings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      value.replaceAll(/\{([^{}]+)\}/g, (_, key: string) => asText(settingOf(settings, key)).replaceAll(/[\r\n]/g, '')),
    ]),
  )
}

function authHeader({ auth }: HttpCall, secret: string | undefined): Record<string, string> {
  if (auth === undefined || secret === undefined) return {}
  if (auth.scheme === 'bearer') return { authorization: `Bearer ${secret}` }
  if (auth.scheme === 'header') return { [(auth.name ?? 'authorization').toLowerCase()]: secret }
  const pair = auth.name === undefined ? secret : `${auth.name}:${secret}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function contentType(body: string): string {
  try {
    JSON.parse(body)
    return 'application/json'
  } catch {
    return 'text/plain; charset=utf-8'
  }
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
