import {
  type ActionContext,
  HookError,
  type JsonValue,
  type PlugContext,
  RetryableError,
  type SideContext,
} from '@meshroom/hooks-sdk'

/**
 * Asks the executor of a plug for its action: the arguments as JSON to the `url` that its setup put out.
 *
 * @returns what it answered
 * @throws RetryableError when it cannot be reached or says that it is busy
 */
export async function callExecutor(context: ActionContext): Promise<JsonValue> {
  if (!context.plug) throw new Error('name the executor: meshroom trigger TOPIC SOURCE DESTINATION')
  const response = await request(context, context.plug, {
    method: 'POST',
    body: JSON.stringify(context.arguments),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`the executor answered ${response.status}: ${text.trim()}`)
  return parse(text)
}

/** Makes sure that the executor is there and takes the plug's token. Other answers than 401 and 403 prove that. */
export async function checkExecutor(context: SideContext): Promise<void> {
  const response = await request(context, context.plug, { method: 'GET' })
  await response.body?.cancel()
  if (response.status === 401 || response.status === 403)
    throw new Error(`the executor refuses the plug's token (${response.status})`)
  context.log.info(`reached ${urlOf(context.plug)}`)
}

async function request(
  { fetch, signal }: Pick<ActionContext, 'fetch' | 'signal'>,
  plug: PlugContext,
  init: { readonly method: string; readonly body?: string },
): Promise<Response> {
  const url = urlOf(plug)
  const headers = { 'content-type': 'application/json', ...(await authorization(plug)) }
  const response = await fetch(url, { ...init, headers, signal }).catch((cause: unknown) => {
    if (cause instanceof HookError) throw cause
    throw new RetryableError(`cannot reach ${url}`, { cause })
  })
  if (response.status !== 429 && response.status !== 503) return response
  const after = Number(response.headers.get('retry-after'))
  throw new RetryableError(`the executor is busy (${response.status})`, after > 0 ? { after: after * 1000 } : {})
}

/** @throws Error when the setup of the executor put out no `url` */
export function urlOf({ outputs, destination }: PlugContext): string {
  if (typeof outputs.url === 'string') return outputs.url
  throw new Error(`the setup of ${destination} puts out no "url" to call; is the plug up?`)
}

async function authorization(plug: PlugContext): Promise<Record<string, string>> {
  const token = await tokenOf(plug)
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

/** The plug's secret `TOKEN`, where the executor made one. */
export async function tokenOf(plug: PlugContext): Promise<string | undefined> {
  try {
    return await plug.secret('TOKEN')
  } catch (error) {
    if (error instanceof HookError && error.code === 'SECRET_MISSING') return undefined
    throw error
  }
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
