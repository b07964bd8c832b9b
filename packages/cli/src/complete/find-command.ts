import { moveGlobalFlagsBack } from '../command/move-global-flags-back.ts'
import type { Candidate, KnownCommand } from './known-command.ts'

/**
 * The command that words begin with: the one with most words of its own.
 *
 * @returns the words that are left; all of them where there is no command yet
 */
export function findCommand(
  typed: readonly string[],
  commands: readonly KnownCommand[],
): { readonly command?: KnownCommand; readonly rest: readonly string[] } {
  const words = moveGlobalFlagsBack(typed)
  const ids = new Map(commands.map((command) => [command.id, command]))
  for (let length = Math.min(3, words.length); length > 0; length--) {
    const command = ids.get(words.slice(0, length).join(':'))
    if (command) return { command, rest: words.slice(length) }
  }
  return { rest: words.filter((word) => !word.startsWith('-')) }
}

/** The next words of commands that begin like this. */
export function completeCommand(
  before: readonly string[],
  {
    commands,
    topics,
  }: { readonly commands: readonly KnownCommand[]; readonly topics: Readonly<Record<string, string>> },
): Candidate[] {
  const next = new Map<string, Candidate>()
  for (const { id, summary, hidden } of commands) {
    const words = id.split(':')
    const word = words[before.length]
    if (hidden || word === undefined || !before.every((each, index) => each === words[index])) continue
    const isWhole = words.length === before.length + 1
    const description = isWhole ? summary : topics[[...before, word].join(':')]
    if (isWhole || !next.has(word)) next.set(word, { word, ...(description && { description }) })
  }
  return [...next.values()].sort((a, b) => (a.word < b.word ? -1 : 1))
}
