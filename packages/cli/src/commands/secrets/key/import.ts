import { MeshroomError } from '@meshroom/model'
import { readInputFile } from '../../../ask/read-input-file.ts'
import { required } from '../../../command/arguments.ts'
import { SecretKeysCommand } from '../../../command/secret-keys-command.ts'

export default class SecretsKeyImportCommand extends SecretKeysCommand {
  static override summary = 'Take in a private key, such as that of another machine of yours.'
  static override description =
    'Reads an armored private key from a file, or from standard input with -. Asks for its passphrase, to see that it can be used; it stays protected by it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> key.asc',
    'gpg --armor --export-secret-keys me@example.org | <%= config.bin %> <%= command.id %> -',
  ]
  static override args = { file: required('File of an armored private key; - is standard input.') }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsKeyImportCommand)
    const armored = (await readInputFile(args.file)).toString('utf8')
    if (armored.includes('BEGIN PGP PUBLIC')) throw publicHalf(args.file)
    const key = await (await this.desk(flags)).keys.import(armored)
    this.show(flags, key, () => [`took in ${key.fingerprint} (${key.name})`])
  }
}

function publicHalf(file: string): MeshroomError {
  return new MeshroomError('KEY_UNUSABLE', `${file} holds a public key, which opens nothing`, {
    hint: `to give its owner access: meshroom secrets recipients add ${file}`,
  })
}
