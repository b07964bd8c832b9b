import { MeshroomError, type Project } from '@meshroom/model'
import { type EntryInput, type ImportedSecrets, parseDotenv, parseSecretsJson, type Vault } from '@meshroom/secrets'
import * as Flags from '@oclif/core/flags'
import { readInputFile } from '../../ask/read-input-file.ts'
import { required } from '../../command/arguments.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { findSecret } from '../../ports/find-secret.ts'

export default class SecretsImportCommand extends MeshroomCommand {
  static override summary = 'Keep all secrets of a dotenv or JSON file, or of another vault.'
  static override description =
    `All or none: where one line cannot be read, nothing is kept. With --for the names are keys of an instance, else names of the vault. The file stays; delete it when you no longer need it.

Of another secrets.gpg that you can open, every secret keeps its name and owner. One that has another value here, or another owner, stays as it is here and is named; --overwrite takes the values of the other vault.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> .env --for mysekoia',
    'vault kv get -format=json -field=data soc | <%= config.bin %> <%= command.id %> - --format json',
    'git show HEAD~3:secrets.gpg | <%= config.bin %> <%= command.id %> -',
  ]
  static override args = {
    file: required('A dotenv file, a flat JSON object, or a secrets.gpg; - is standard input.'),
  }
  static override flags = {
    for: Flags.string({ description: 'The instance that they belong to.', helpValue: 'INSTANCE' }),
    format: Flags.option({
      description: 'What the file is; by its content where it is left out.',
      options: ['dotenv', 'json'] as const,
    })(),
    overwrite: Flags.boolean({ description: 'Of another vault: take its values where they differ.' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsImportCommand)
    const { mesh, vault: open } = await this.enter(flags)
    const bytes = await readInputFile(args.file)
    const isOther = flags.format === undefined && isVault(bytes)
    if (isOther && flags.for !== undefined) throw notForInstance()
    const entries = isOther
      ? await (await open()).readOther(bytes)
      : toEntries(parse(bytes.toString('utf8'), flags.format), { project: mesh.project, instance: flags.for })
    if (entries.length === 0) throw nothing(args.file)
    const vault = await open()
    const differing = isOther && !flags.overwrite ? await differingFrom(vault, entries) : []
    const { changed } = await vault.set(entries.filter(({ name }) => !differing.includes(name)))
    const same = entries.length - changed.length - differing.length
    this.show(flags, { changed, same, differing }, () => changed.map((name) => `kept ${name}`))
    if (flags.json) return
    for (const name of differing) this.note(`${name} differs, and stays as it is here; --overwrite takes the other`)
    if (changed.length === 0 && differing.length === 0) this.note('All of them are kept already.')
  }
}

function toEntries(
  secrets: ImportedSecrets,
  { project, instance }: { readonly project: Project; readonly instance: string | undefined },
): EntryInput[] {
  return Object.entries(secrets).map(([name, value]) => {
    const { owned, ...address } = findSecret(instance === undefined ? [name] : [instance, name], { project })
    return { ...address, value, ...owned }
  })
}

/** Names that this vault has with another value or for another owner, or in conflict. */
async function differingFrom(vault: Vault, entries: readonly EntryInput[]): Promise<string[]> {
  const present = new Map((await vault.list()).map((entry) => [entry.name, entry]))
  const differing: string[] = []
  for (const { name, value, owner } of entries) {
    const here = present.get(name)
    if (here === undefined) continue
    const isOwnerSame = JSON.stringify(sorted(here.owner)) === JSON.stringify(sorted(owner))
    const isSame =
      !here.conflict && isOwnerSame && Buffer.from(value).equals((await vault.getBytes(name)) ?? Buffer.of())
    if (!isSame) differing.push(name)
  }
  return differing
}

function sorted(owner: EntryInput['owner']): object {
  return Object.entries(owner ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
}

function parse(text: string, format: 'dotenv' | 'json' | undefined): ImportedSecrets {
  const isJson = format === undefined ? /^\ufeff?\s*\{/.test(text) : format === 'json'
  return isJson ? parseSecretsJson(text) : parseDotenv(text)
}

function nothing(file: string): MeshroomError {
  return new MeshroomError('IMPORT_EMPTY', 'there is no secret in it', { file })
}

function notForInstance(): MeshroomError {
  return new MeshroomError('USAGE', 'a vault says itself whose each secret is', { hint: 'Leave --for out.' })
}

function isVault(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 64)).toString('latin1').trimStart().startsWith('-----BEGIN PGP MESSAGE-----')
}
