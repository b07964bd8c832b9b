import { type InstanceContext, type JsonValue, RetryableError } from '@meshroom/hooks-sdk'

interface Call {
  readonly method?: string
  readonly body?: JsonValue
  readonly signal?: AbortSignal
}

/** Calls the tenant's API with its key and answers the JSON that came back, or null when nothing did. */
export async function callApi(instance: InstanceContext, path: string, call: Call = {}): Promise<JsonValue> {
  const response = await send(instance, path, call)
  if (!response.ok) throw new Error(`${path}: the API of ${instance.name} answered ${response.status}`)
  const text = await response.text()
  return text === '' ? null : JSON.parse(text)
}

/** Fails when the tenant's API cannot be reached or refuses the key; that the base URL itself has nothing to show is fine. */
export async function checkApi(instance: InstanceContext, signal?: AbortSignal): Promise<void> {
  await send(instance, '', signal ? { signal } : {})
}

async function send(
  instance: InstanceContext,
  path: string,
  { method = 'GET', body, signal }: Call,
): Promise<Response> {
  const response = await fetch(`${instance.settings.API_URL}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await instance.secret('API_KEY')}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  })
  if (response.status === 401 || response.status === 403) throw new Error(`${instance.name} refuses the API_KEY`)
  if (response.status === 429 || response.status >= 500) {
    throw new RetryableError(`the API of ${instance.name} answered ${response.status}`)
  }
  return response
}
