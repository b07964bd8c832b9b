import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { SecretsError } from '@meshroom/secrets'
import { mayAsk } from '../../ask/may-ask.ts'
import { terminalPrompter } from '../../ask/terminal-prompter.ts'
import { required } from '../../command/arguments.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { writeBytes } from '../../command/output.ts'
import { openVaultFile } from '../../ports/open-vault-file.ts'

export default class SecretsGitTextconvCommand extends MeshroomCommand {
  static override hidden = true
  static override summary = 'Show a version of the vault to git diff.'
  static override description =
    'Names and keyed digests, never values. A version that cannot be opened is shown by a digest of the file: git diff goes on.'
  static override examples = ['<%= config.bin %> <%= command.id %> secrets.gpg']
  static override args = { file: required('A version of secrets.gpg.') }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsGitTextconvCommand)
    // A pager has the terminal while it shows what comes from here.
    const interactive = mayAsk(flags['no-input']) && process.env.GIT_PAGER_IN_USE === undefined
    const prompter = terminalPrompter({ interactive, yes: false })
    const bytes = await readFile(args.file)
    const vault = openVaultFile({ file: args.file, prompter: interactive ? prompter : undefined })
    const text = await vault.describe(bytes).catch((error: unknown) => closed(bytes, error))
    writeBytes(Buffer.from(text))
  }
}

function closed(bytes: Uint8Array, error: unknown): string {
  if (!(error instanceof SecretsError)) throw error
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
  return `sha256:${digest} (not opened: ${error.code})\n`
}
