import { HookError } from '@meshroom/hooks-sdk'

/**
 * What the network said, with the code of the system (`ECONNREFUSED`) where there is one: the host makes of it what `fetch` would throw.
 *
 * @param host the one that was asked, which the network does not always name
 */
export function netFailure(error: unknown, host = ''): HookError {
  if (error instanceof HookError) return error
  const [deepest, ...outer] = causesOf(error).toReversed()
  const code = [deepest, ...outer].map(codeOf).find((each) => each !== undefined) ?? 'NETWORK_FAILED'
  const message = messageOf(deepest) || 'the connection failed'
  return new HookError(code, message.includes(host) ? message : `${host}: ${message}`, { cause: error })
}

function causesOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = []
  for (let at = error; at instanceof Error && chain.length < 5; at = at.cause ?? firstOf(at)) chain.push(at)
  return chain.length === 0 ? [error] : chain
}

function firstOf(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : undefined
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
