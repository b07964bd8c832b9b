import type { JsonValue, Settings } from '@meshroom/hooks-sdk'
import { MeshroomError } from '@meshroom/model'
import { createRedactor } from '../host/redact.ts'
import { effectiveSettings } from '../mesh/effective-settings.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { buildRequest } from './build-request.ts'
import type { Declarative } from './find-declarative.ts'
import { permitCall } from './permit-call.ts'
import { type Answer, sendRequest } from './send-request.ts'

export interface DeclarativeCall {
  readonly arguments?: Settings
  /** Sent as it is. */
  readonly body?: string
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number
}

/**
 * Calls a declarative capability of an instance.
 *
 * @throws MeshroomError `SECRET_MISSING`; as `permitCall`, `buildRequest` and `sendRequest` do
 */
export async function callDeclarative(mesh: Mesh, declarative: Declarative, call: DeclarativeCall): Promise<Answer> {
  const { actor, http } = declarative
  const { instance, product } = actor
  const settings = effectiveSettings(product.settings, instance.settings)
  const input = {
    settings,
    arguments: call.arguments ?? {},
    ...(call.body !== undefined && { body: call.body }),
  }
  await permitCall(mesh, declarative, buildRequest(http, input).url)
  const secret =
    http.auth === undefined
      ? undefined
      : await readSecret(mesh, { instance: instance.name, product: product.name, name: http.auth.secret })
  const redactor = createRedactor()
  const request = buildRequest(http, { ...input, secret })
  for (const form of [secret, request.headers.authorization?.split(' ')[1]]) if (form !== undefined) redactor.add(form)
  const answer = await sendRequest(request, {
    signal: call.signal,
    redact: (text) => redactor.text(text),
    ...(call.timeoutMs !== undefined && { timeoutMs: call.timeoutMs }),
  })
  return { ...answer, body: redactor.text(answer.body) }
}

/** JSON where the answer is JSON, else its text; null for an empty one. */
export function answerValue({ body }: Answer): JsonValue {
  if (body.trim() === '') return null
  try {
    return JSON.parse(body) as JsonValue
  } catch {
    return body
  }
}

async function readSecret(
  mesh: Mesh,
  { instance, product, name }: { readonly instance: string; readonly product: string; readonly name: string },
): Promise<string> {
  const value = await mesh.ports.secrets.get({ kind: 'instance', product, instance }, name)
  if (value !== undefined) return value
  throw new MeshroomError('SECRET_MISSING', `${instance} has no secret ${name}, which authenticates the call`, {
    hint: `meshroom configure ${instance} -s ${name}`,
  })
}
