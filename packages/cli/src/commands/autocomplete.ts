import { basename } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import { Command } from '@oclif/core/command'
import { optional } from '../command/arguments.ts'
import { completionScript, type Shell, shells } from '../complete/shells.ts'

export default class AutocompleteCommand extends Command {
  static override summary = 'Print the script that makes a shell complete commands, flags and names.'
  static override description =
    `Commands, flags and their values, and the project's own names: products, instances, topics. Have your shell read it at its start:

  bash        echo 'eval "$(meshroom autocomplete bash)"' >> ~/.bashrc
  zsh         echo 'eval "$(meshroom autocomplete zsh)"' >> ~/.zshrc
  fish        meshroom autocomplete fish > ~/.config/fish/completions/meshroom.fish
  PowerShell  Add-Content $PROFILE 'meshroom autocomplete powershell | Out-String | Invoke-Expression'`
  static override examples = ['eval "$(<%= config.bin %> <%= command.id %> bash)"']
  static override args = { shell: optional('The shell; the one you use where left out.', shells) }

  async run(): Promise<void> {
    const { args } = await this.parse(AutocompleteCommand)
    process.stdout.write(completionScript((args.shell as Shell | undefined) ?? loginShell()))
  }

  protected override async catch(error: unknown): Promise<void> {
    throw error
  }
}

function loginShell(): Shell {
  const name = basename(process.env.SHELL ?? '')
  const shell = shells.find((each) => each === name)
  if (shell) return shell
  throw new MeshroomError('USAGE', 'which shell you use cannot be told from SHELL', {
    hint: `meshroom autocomplete ${shells.join('|')}`,
  })
}
