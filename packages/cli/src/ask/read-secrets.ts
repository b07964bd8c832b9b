import { createInterface } from 'node:readline'
import type { Prompter } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'

export interface SecretSource {
  readonly prompter: Prompter
  /** Standard input; a terminal is asked, anything else is read line by line. */
  readonly input: NodeJS.ReadStream
}

/**
 * Values for the secrets named by `-s KEY`, in their order: one line of standard input each, or a hidden question on a terminal.
 *
 * @throws MeshroomError `SECRET_INPUT_MISSING` where standard input has fewer lines than secrets were named, or an empty one;
 * `SECRET_INPUT_SURPLUS` where it has more
 */
export async function readSecrets(keys: readonly string[], source: SecretSource): Promise<Record<string, string>> {
  if (keys.length === 0) return {}
  return source.input.isTTY ? askSecrets(keys, source.prompter) : readLines(keys, source.input)
}

async function askSecrets(keys: readonly string[], prompter: Prompter): Promise<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const key of keys) {
    values[key] = String(
      await prompter.ask({ kind: 'secret', message: key, flag: `-s ${key} and a line of standard input` }),
    )
  }
  return values
}

async function readLines(keys: readonly string[], input: NodeJS.ReadStream): Promise<Record<string, string>> {
  const lines = await takeLines(input, keys.length)
  if (lines.length > keys.length) throw surplus(keys)
  return Object.fromEntries(keys.map((key, index) => [key, lineFor(key, index, lines)]))
}

function lineFor(key: string, index: number, lines: readonly string[]): string {
  const line = lines[index]
  if (line) return line
  throw new MeshroomError(
    'SECRET_INPUT_MISSING',
    `standard input has no line ${index + 1}, which is the value of ${key}`,
    {
      hint: `printf '%s\\n' "$${key}" | meshroom … -s ${key}`,
      data: { key, line: index + 1 },
    },
  )
}

/** A value of several lines, such as a PEM file, would lose all but its first. */
function surplus(keys: readonly string[]): MeshroomError {
  const [last = ''] = keys.slice(-1)
  const taken = keys.length === 1 ? 'one line is' : `${keys.length} lines are`
  return new MeshroomError(
    'SECRET_INPUT_SURPLUS',
    `${taken} taken for ${keys.join(', ')}, but standard input has more`,
    {
      hint: `a value of several lines is kept by meshroom secrets set INSTANCE ${last} --file FILE, once the instance is there`,
      data: { keys },
    },
  )
}

/** How long more input is waited for after the last line: whoever writes to the pipe may keep it open. */
const surplusMs = 200

/** Reads the lines, and one more where there is one that is not empty. */
async function takeLines(input: NodeJS.ReadStream, count: number): Promise<string[]> {
  const lines: string[] = []
  const reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  let wait: NodeJS.Timeout | undefined
  for await (const line of reader) {
    if (lines.length < count || line !== '') lines.push(line)
    if (lines.length > count) break
    if (lines.length === count) wait ??= setTimeout(() => reader.close(), surplusMs)
  }
  clearTimeout(wait)
  input.destroy()
  return lines
}
