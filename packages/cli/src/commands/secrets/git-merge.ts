import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { mayAsk } from '../../ask/may-ask.ts'
import { terminalPrompter } from '../../ask/terminal-prompter.ts'
import { required } from '../../command/arguments.ts'
import { exitCodes } from '../../command/exit-codes.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { openVaultFile } from '../../ports/open-vault-file.ts'

export default class SecretsGitMergeCommand extends MeshroomCommand {
  static override hidden = true
  static override summary = 'Merge two versions of the vault for git.'
  static override description =
    'Three-way, by name of the secret. Where both sides changed the same secret, both values are kept in the file, which stays readable, and git is told that there is a conflict.'
  static override examples = ['<%= config.bin %> <%= command.id %> %O %A %B %P']
  static override args = {
    base: required('The common ancestor.'),
    ours: required('Our version; takes the result.'),
    theirs: required('Their version.'),
    path: required('Path of the vault in the working tree.'),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsGitMergeCommand)
    const interactive = mayAsk(flags['no-input'])
    const prompter = terminalPrompter({ interactive, yes: false })
    const vault = openVaultFile({ file: resolve(args.path), prompter: interactive ? prompter : undefined })
    const [base, ours, theirs] = await Promise.all([args.base, args.ours, args.theirs].map((file) => readFile(file)))
    try {
      const { bytes, conflicts } = await vault.merge({ base: base!, ours: ours!, theirs: theirs! })
      await writeFile(args.ours, bytes)
      for (const name of conflicts)
        this.note(`both sides changed ${name}: meshroom secrets resolve ${name} --ours, or --theirs`)
      if (conflicts.length > 0) process.exitCode = exitCodes.failed
    } catch (error) {
      this.note(
        `${args.path} was not merged and is as it was on our side; merge it again with: git checkout --merge ${args.path}`,
      )
      throw error
    }
  }
}
