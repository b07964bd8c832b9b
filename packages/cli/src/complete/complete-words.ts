import { completeCommand, findCommand } from './find-command.ts'
import type { Candidate, KnownArgument, KnownCommand, KnownFlag } from './known-command.ts'

export interface CompleteOptions {
  readonly commands: readonly KnownCommand[]
  /** Descriptions of words that only lead to commands, such as `list`. */
  readonly topics: Readonly<Record<string, string>>
  /** Names that may stand for an argument or for the value of a flag of this name. */
  names(kind: string, command: string): Promise<readonly string[]>
}

/**
 * What may stand at the end of a command line.
 *
 * @param words What was typed after the program's name; the last is what the cursor stands in, and may be empty.
 * @returns in the order in which they should be shown
 */
export async function completeWords(words: readonly string[], options: CompleteOptions): Promise<Candidate[]> {
  const current = words.at(-1) ?? ''
  const found = findCommand(words.slice(0, -1), options.commands)
  const candidates = found.command
    ? await completeInCommand({ command: found.command, before: found.rest, current }, options)
    : completeCommand(found.rest, options)
  return candidates.filter(({ word }) => word.startsWith(current))
}

interface Position {
  readonly command: KnownCommand
  /** The words between the command's own and the cursor. */
  readonly before: readonly string[]
  readonly current: string
}

async function completeInCommand(
  { command, before, current }: Position,
  options: CompleteOptions,
): Promise<Candidate[]> {
  const awaiting = valueAwaited(before, command)
  if (awaiting) return valuesOf(awaiting, command, options)
  const [flagName = '', ...value] = current.split('=')
  const assigned = value.length > 0 ? findFlag(flagName, command) : undefined
  if (assigned) return prefixed(`${flagName}=`, await valuesOf(assigned, command, options))
  if (current.startsWith('-')) return flagsOf(command, before)
  const argument = argumentAt(countArguments(before, command), command)
  return argument ? valuesOf(argument, command, options) : []
}

function prefixed(prefix: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates.map((candidate) => ({ ...candidate, word: prefix + candidate.word }))
}

/** The flag before the cursor, where it still needs its value. */
function valueAwaited(before: readonly string[], command: KnownCommand): KnownFlag | undefined {
  if (before.includes('--')) return undefined
  const flag = findFlag(before.at(-1) ?? '', command)
  return flag?.type === 'option' ? flag : undefined
}

function findFlag(word: string, { flags }: KnownCommand): KnownFlag | undefined {
  if (word.startsWith('--')) return Object.hasOwn(flags, word.slice(2)) ? flags[word.slice(2)] : undefined
  return Object.values(flags).find(({ char }) => char !== undefined && word === `-${char}`)
}

function countArguments(before: readonly string[], command: KnownCommand): number {
  let count = 0
  before.forEach((word, index) => {
    const isValue = valueAwaited(before.slice(0, index), command) !== undefined
    if (!isValue && !word.startsWith('-')) count += 1
  })
  return count
}

function argumentAt(index: number, { args }: KnownCommand): KnownArgument | undefined {
  const all = Object.values(args)
  const last = all.at(-1)
  return all[index] ?? (last?.multiple ? last : undefined)
}

async function valuesOf(
  { name, options: fixed }: { readonly name: string; readonly options?: readonly string[] | undefined },
  command: KnownCommand,
  options: CompleteOptions,
): Promise<Candidate[]> {
  const words = fixed ?? (await options.names(name, command.id))
  return words.map((word) => ({ word }))
}

function flagsOf({ flags }: KnownCommand, before: readonly string[]): Candidate[] {
  return Object.values(flags)
    .filter(({ name, hidden, multiple }) => !hidden && (multiple || !before.includes(`--${name}`)))
    .map(({ name, description }) => ({ word: `--${name}`, ...(description && { description }) }))
}
