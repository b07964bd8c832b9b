import type { Finding } from '@meshroom/secrets'
import { exitCodes } from '../../command/exit-codes.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { cleanLine } from '../../draw/clean-text.ts'
import { checkGitDrivers } from '../../git/check-git-drivers.ts'

export default class SecretsDoctorCommand extends MeshroomCommand {
  static override summary = 'Say what is wrong with secrets, recipients, keys and git, or soon will be.'
  static override description =
    'Looks at everything that can be looked at and says what to do about each. Exits 2 where there is an error; warnings alone exit 0.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']

  async run(): Promise<void> {
    const { flags } = await this.parse(SecretsDoctorCommand)
    const { root, vault } = await this.equip(flags)
    const findings = [...(await (await vault()).check()), ...(await checkGitDrivers(root))]
    this.show(flags, findings, () => findings.flatMap((finding) => this.#lines(finding)))
    if (findings.length === 0 && !flags.json) this.note('Nothing is wrong.')
    if (findings.some(({ level }) => level === 'error')) process.exitCode = exitCodes.invalid
  }

  #lines({ level, code, message, hint }: Finding): string[] {
    const painted = this.paint(level === 'error' ? 'red' : 'yellow', level)
    return [`${painted} ${code} ${cleanLine(message)}`, ...(hint === '' ? [] : [`  ${cleanLine(hint)}`])]
  }
}
