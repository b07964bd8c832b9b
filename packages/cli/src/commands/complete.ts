import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { words } from '../command/arguments.ts'
import { completeWords } from '../complete/complete-words.ts'
import { lookUpNames } from '../complete/look-up-names.ts'
import { formatCandidate, joinAssignments, type Shell, shells, wordsVariable } from '../complete/shells.ts'

export default class CompleteCommand extends Command {
  static override hidden = true
  static override summary = 'Print what may stand at the cursor; called by the scripts of autocomplete.'
  static override args = { words: words('What was typed after the name of the program.') }
  static override flags = {
    shell: Flags.option({ description: 'The shell that asks.', options: shells, default: 'bash' as Shell })(),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(CompleteCommand)
    const typed = wordsTyped(this.argv, flags.shell)
    const topics = Object.fromEntries(this.config.topics.map(({ name, description }) => [name, description ?? '']))
    const { commands } = this.config
    const candidates = await completeWords(typed, { commands, topics, names: lookUpNames(typed) })
    for (const candidate of candidates) process.stdout.write(`${formatCandidate(candidate, flags.shell)}\n`)
  }
}

/** Everything behind `--`, as oclif would drop a word that is empty. */
function wordsTyped(argv: readonly string[], shell: Shell): string[] {
  if (shell === 'powershell') return (process.env[wordsVariable] ?? '').split('\n')
  const typed = argv.slice(argv.indexOf('--') + 1)
  return shell === 'bash' ? joinAssignments(typed) : typed
}
