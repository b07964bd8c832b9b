import { MeshroomError } from '@meshroom/model'

/** The hook was ended before it could say anything. */
const endedHook = new Set(['HOOK_TIMEOUT', 'HOOK_CRASHED'])

/** The connection broke off, or went silent, after it had been made: what was sent may have arrived and taken effect. */
const brokenOff = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

/** Whether a hook failed because nothing was heard: then nobody knows what it, or its tenant, has done. */
export function isUnheard(error: unknown): boolean {
  if (!(error instanceof MeshroomError)) return false
  const { code, data } = error
  return endedHook.has(code) || (typeof data?.code === 'string' && brokenOff.has(data.code))
}
