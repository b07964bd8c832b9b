import { MeshroomError } from '@meshroom/model'
import { type EntryInput, type ImportedSecrets, parseDotenv, parseSecretsJson } from '@meshroom/secrets'
import * as Flags from '@oclif/core/flags'
import { readInputFile } from '../../ask/read-input-file.ts'
import { required } from '../../command/arguments.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { findSecret } from '../../ports/find-secret.ts'

export default class SecretsImportCommand extends MeshroomCommand {
  static override summary = 'Keep all secrets of a dotenv or JSON file.'
  static override description =
    'All or none: where one line cannot be read, nothing is kept. With --for the names are keys of an instance, else names of the vault. The file stays; delete it when you no longer need it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> .env --for mysekoia',
    'vault kv get -format=json -field=data soc | <%= config.bin %> <%= command.id %> - --format json',
  ]
  static override args = { file: required('A dotenv file, or a flat JSON object; - is standard input.') }
  static override flags = {
    for: Flags.string({ description: 'The instance that they belong to.', helpValue: 'INSTANCE' }),
    format: Flags.option({
      description: 'What the file is; by its content where it is left out.',
      options: ['dotenv', 'json'] as const,
    })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsImportCommand)
    const { mesh, vault } = await this.enter(flags)
    const secrets = parse((await readInputFile(args.file)).toString('utf8'), flags.format)
    const entries = Object.entries(secrets).map(([name, value]): EntryInput => {
      const { owned, ...address } = findSecret(flags.for ? [flags.for, name] : [name], { project: mesh.project })
      return { ...address, value, ...owned }
    })
    if (entries.length === 0) throw nothing(args.file)
    const { changed } = await (await vault()).set(entries)
    this.show(flags, { changed, same: entries.length - changed.length }, () => changed.map((name) => `kept ${name}`))
    if (changed.length === 0 && !flags.json) this.note('All of them are kept already.')
  }
}

function parse(text: string, format: 'dotenv' | 'json' | undefined): ImportedSecrets {
  const isJson = format === undefined ? /^\ufeff?\s*\{/.test(text) : format === 'json'
  return isJson ? parseSecretsJson(text) : parseDotenv(text)
}

function nothing(file: string): MeshroomError {
  return new MeshroomError('IMPORT_EMPTY', 'there is no secret in it', { file })
}
