import { compareNames, type HttpCall, type Product, type Setting } from '@meshroom/model'

/** What decides where Meshroom itself sends something for a product. */
export type CallingProduct = Pick<Product, 'capabilities' | 'settings'>

/**
 * The calls of declarative capabilities whose address the product itself names, be it in the URL or as the default of the setting with which
 * the URL begins: such a definition decides to whom secrets go, so that it is trusted like code. An address that the team has set is the
 * team's own word, whatever the product says.
 *
 * @returns a line for each, as people read it, sorted: `POST https://api.example.com/alerts with API_KEY`
 */
export function declaredCalls({ capabilities, settings }: CallingProduct): readonly string[] {
  const lines = capabilities.flatMap(({ http }) => (http === undefined ? [] : describeCall(http, settings)))
  return [...new Set(lines)].toSorted(compareNames)
}

/** The setting that is the whole beginning of a URL, so that its value alone says which host that is: `API_URL` of `{API_URL}/alerts`. */
export function leadingSetting({ url }: Pick<HttpCall, 'url'>): string | undefined {
  return /^\{([^{}]+)\}(?:[/?#]|$)/.exec(url)?.[1]
}

function describeCall(http: HttpCall, settings: readonly Setting[]): string[] {
  const name = leadingSetting(http)
  const value = name === undefined ? undefined : settings.find((each) => each.name === name)?.default
  if (name !== undefined && value === undefined) return []
  const { url, method, headers = {}, auth } = http
  const parts = [
    `${method} ${url}`,
    ...(name === undefined ? [] : [`where ${name} is ${JSON.stringify(value)}`]),
    ...(auth === undefined ? [] : [`with ${auth.secret} as ${[auth.scheme, auth.name].filter(Boolean).join(' ')}`]),
    ...Object.entries(headers).map(([header, text]) => `and ${header}: ${text}`),
  ]
  return [parts.join(' ')]
}
