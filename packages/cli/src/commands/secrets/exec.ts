import { MeshroomError } from '@meshroom/model'
import { words } from '../../command/arguments.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { dueNotes } from '../../command/secret-due.ts'
import { runChild } from '../../ports/run-child.ts'
import { secretsAsEnvironment } from '../../ports/secrets-as-environment.ts'
import { withoutOwnSecrets } from '../../ports/without-own-secrets.ts'

export default class SecretsExecCommand extends MeshroomCommand {
  static override summary = 'Run a program with secrets in its environment.'
  static override description =
    'An instance gives its secrets under the names of their keys; a secret is given under its own name, or under another with VARIABLE=NAME; without a name all are given. Signals reach the program, and its exit code is returned. Bytes come in base64.'
  static override usage = 'secrets exec [INSTANCE|NAME|VARIABLE=NAME...] -- PROGRAM [ARGUMENT...]'
  static override examples = [
    '<%= config.bin %> <%= command.id %> mysekoia -- ./check-tenant.sh',
    '<%= config.bin %> <%= command.id %> TOKEN=sekoia_mysekoia_API_KEY -- terraform plan',
  ]
  static override args = { secret: words('Instances, or names as listed.') }

  async run(): Promise<void> {
    const end = this.argv.indexOf('--')
    const command = end === -1 ? [] : this.argv.slice(end + 1)
    const { args, flags } = await this.parse(SecretsExecCommand, end === -1 ? this.argv : this.argv.slice(0, end))
    if (command.length === 0) throw noProgram()
    const { mesh, vault: open } = await this.enter(flags)
    const vault = await open()
    const { variables, names } = await secretsAsEnvironment(args.secret ?? [], { vault, project: mesh.project })
    for (const note of await dueNotes(vault, names)) this.note(note)
    process.exitCode = await runChild(command, { env: { ...withoutOwnSecrets(process.env), ...variables } })
  }
}

function noProgram(): MeshroomError {
  return new MeshroomError('USAGE', 'no program was named', {
    hint: 'It stands behind --: meshroom secrets exec NAME -- program',
  })
}
