import { MeshroomError, suggestName } from '@meshroom/model'
import type { Vault } from '@meshroom/secrets'
import * as Flags from '@oclif/core/flags'
import { optional } from '../../command/arguments.ts'
import { exitCodes } from '../../command/exit-codes.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'

export default class SecretsResolveCommand extends MeshroomCommand {
  static override summary = 'Take one side of a secret that a merge left with two values.'
  static override description =
    'git merges secrets.gpg by name; where both sides changed the same secret, the file keeps both. --ours is the branch that you were on, --theirs the one that was merged. Without a name it lists what is left to resolve, and exits 2 while there is something.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> sekoia_mysekoia_API_KEY --theirs',
  ]
  static override args = { name: optional('Name as listed.') }
  static override flags = {
    ours: Flags.boolean({ description: 'The value of the branch that you were on.', exclusive: ['theirs'] }),
    theirs: Flags.boolean({ description: 'The value of the branch that was merged.', exclusive: ['ours'] }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsResolveCommand)
    const vault = await (await this.equip(flags)).vault()
    const resolved = args.name === undefined ? [] : [args.name]
    if (args.name !== undefined) await resolve(vault, args.name, sideOf(flags))
    const left = await conflictsOf(vault)
    this.show(flags, { resolved, left }, () => [
      ...resolved.map((name) => `resolved ${name}`),
      ...left.map((name) => `in conflict ${name}`),
    ])
    if (args.name === undefined && left.length > 0) process.exitCode = exitCodes.invalid
    if (left.length === 0 && !flags.json) this.note('No conflict is left. After a merge: git add secrets.gpg')
  }
}

async function resolve(vault: Vault, name: string, side: 'ours' | 'theirs'): Promise<void> {
  const names = await conflictsOf(vault)
  const near = suggestName(name, names)
  if (near && near !== name) {
    throw new MeshroomError('SECRET_UNKNOWN', `there is no conflict about "${name}"`, { hint: `Did you mean ${near}?` })
  }
  await vault.resolve(name, side)
}

async function conflictsOf(vault: Vault): Promise<string[]> {
  return (await vault.list()).flatMap(({ name, conflict }) => (conflict ? [name] : []))
}

function sideOf({ ours, theirs }: { readonly ours: boolean; readonly theirs: boolean }): 'ours' | 'theirs' {
  if (ours) return 'ours'
  if (theirs) return 'theirs'
  throw new MeshroomError('USAGE', 'which side?', { hint: 'Add --ours or --theirs.' })
}
