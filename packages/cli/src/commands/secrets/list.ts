import type { EntryInfo } from '@meshroom/secrets'
import { words } from '../../command/arguments.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { dueWord } from '../../command/secret-due.ts'
import { ownerWords } from '../../ports/find-secret.ts'

export default class SecretsListCommand extends MeshroomCommand {
  static override summary = 'List the names of the secrets, never their values.'
  static override description =
    'Shows whose each is, by which name its owner asks for it, when it was last changed, when it expires, and whether it must be rotated or resolved.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> mysekoia']
  static override args = { search: words('Words to look for in the names.') }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsListCommand)
    const { vault } = await this.equip(flags)
    const wanted = (args.search ?? []).map((word) => word.toLowerCase())
    const entries = await (await vault()).list()
    const found = entries.filter(({ name }) => wanted.every((word) => name.toLowerCase().includes(word)))
    this.show(flags, found, () =>
      found.length === 0
        ? []
        : this.table({
            head: ['name', 'owner', 'key', 'changed', 'expires', 'note'],
            rows: found.map((entry) => rowOf(entry)),
          }),
    )
    if (found.length === 0 && !flags.json) this.note('No secret.')
  }
}

function rowOf(entry: EntryInfo): string[] {
  const { name, owner, key = '', updatedAt = '', expires = '' } = entry
  return [name, owner ? ownerWords(owner).join(' ') : '', key, updatedAt, expires.slice(0, 10), dueWord(entry)]
}
