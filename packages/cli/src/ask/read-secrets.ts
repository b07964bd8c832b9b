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
 * @throws MeshroomError `SECRET_INPUT_MISSING` where standard input has fewer lines than secrets were named, or an empty one
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

/** Reads no further than it must: whoever writes to the pipe may keep it open. */
async function takeLines(input: NodeJS.ReadStream, count: number): Promise<string[]> {
  const lines: string[] = []
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    lines.push(line)
    if (lines.length === count) break
  }
  input.destroy()
  return lines
}
