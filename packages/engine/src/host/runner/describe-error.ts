import { longestMessage, type WireError } from '../protocol.ts'

/** Classes of the SDK that the hook's own copy of it has. */
export interface SdkErrors {
  readonly HookError: new (...args: never[]) => Error & { readonly code: string; readonly hint: string | undefined }
  readonly RetryableError: new (...args: never[]) => Error & { readonly after: number | undefined }
}

type OfSdk = InstanceType<SdkErrors['HookError']>

const MOST_CAUSES = 5
const MOST_FRAMES = 20
/** The engine cuts it shorter, once it has taken secrets out: a cut here could leave a part of one. */
const LONGEST = longestMessage / 32

/**
 * Describes whatever was thrown: message first, then the messages of its causes, which is where `fetch` says what really happened. Code and
 * hint are those of the first error of the SDK among them.
 *
 * @param roots names of the project's folder; only frames inside it are kept, relative to it
 */
export function describeError(
  thrown: unknown,
  { sdk, roots }: { readonly sdk: SdkErrors; readonly roots: readonly string[] },
): WireError {
  if (!(thrown instanceof Error))
    return { name: 'Error', message: `threw something that is no Error: ${describeValue(thrown)}` }
  const stack = ownFrames(thrown, roots)
  const coded = causesOf(thrown).find((each): each is OfSdk => each instanceof sdk.HookError)
  return {
    name: textOf(() => thrown.name) || 'Error',
    message: messageOf(thrown) || 'failed without a message',
    ...(coded && codeOf(coded)),
    ...(thrown instanceof sdk.RetryableError && { retry: thrown.after === undefined ? {} : { after: thrown.after } }),
    ...(stack !== '' && { stack }),
  }
}

function codeOf({ code, hint }: OfSdk): { code: string; hint?: string } {
  return { code, ...(hint !== undefined && { hint }) }
}

function messageOf(error: Error): string {
  const messages: string[] = []
  for (const each of causesOf(error)) {
    const message = each instanceof Error ? ownMessage(each) : describeValue(each)
    if (message !== '' && !messages.some((known) => known.includes(message))) messages.push(message)
  }
  return messages.join(': ').slice(0, LONGEST)
}

/** An error and its causes, outermost first. */
function causesOf(error: Error): unknown[] {
  const causes: unknown[] = []
  let current: unknown = error
  while (causes.length < MOST_CAUSES && current !== undefined && current !== null) {
    causes.push(current)
    current = current instanceof Error ? current.cause : undefined
  }
  return causes
}

/** Of several errors in one, the first says enough. */
function ownMessage(error: Error): string {
  const message = textOf(() => error.message)
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined
  return message === '' && first instanceof Error ? textOf(() => first.message) : message
}

function describeValue(value: unknown): string {
  return textOf(() => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value))).slice(
    0,
    LONGEST,
  )
}

/** A getter of a thrown value may throw itself. */
function textOf(read: () => unknown): string {
  try {
    const value = read()
    return typeof value === 'string' ? value : String(value)
  } catch {
    return '(cannot be shown)'
  }
}

function ownFrames(error: Error, roots: readonly string[]): string {
  const prefixes = roots.flatMap((root) => [`file://${encodeURI(root)}/`, `${root}/`])
  const lines = textOf(() => error.stack ?? '').split('\n')
  const frames = lines.filter((line) => /^\s+at /.test(line) && prefixes.some((prefix) => line.includes(prefix)))
  const shorten = (line: string) => prefixes.reduce((text, prefix) => text.replaceAll(prefix, ''), line).trim()
  return frames.slice(0, MOST_FRAMES).map(shorten).join('\n')
}
