import { join } from 'node:path'
import { MeshroomError, suggestName } from '@meshroom/model'
import { describeCollision, describeOwner, describeSide, SecretsError, type Side, type Vault } from '@meshroom/secrets'
import * as Flags from '@oclif/core/flags'
import { optional } from '../../command/arguments.ts'
import { exitCodes } from '../../command/exit-codes.ts'
import type { GlobalFlags } from '../../command/global-flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { present } from '../../command/present.ts'
import { cleanLine } from '../../draw/clean-text.ts'
import { type ConflictingEntry, drawConflict } from '../../resolve/draw-conflict.ts'
import { drawLeftOut } from '../../resolve/draw-left-out.ts'
import { type MergedFile, mergeUnmerged } from '../../resolve/merge-unmerged.ts'
import { sayAfterRefusal, sayClosedBase, sayNextSteps, sayOlder } from '../../resolve/say-next-steps.ts'

export default class SecretsResolveCommand extends MeshroomCommand {
  static override summary = 'Merge a secrets.gpg that git could not, and take one side of what both changed.'
  static override description =
    `git merges secrets.gpg by name of the secret; where both sides changed the same one, the file keeps both values. Without a name it merges what git left to be merged, lists every conflict, with who changed the secret when on which side, and exits 2 while there is one. meshroom secrets get NAME --ours, or --theirs, shows a value.

Sides are what git calls them. In a merge, --ours is your branch and --theirs the one that is merged into it. In a rebase, --ours is the branch that you rebase onto and --theirs your own commits.

Where two people each made a first secret, the two are different vaults, which nothing can merge: --ours or --theirs without a name takes one, and keeps the other beside it for meshroom secrets import. So it does where one side is refused: it is unsigned, forged, rolled back, or nobody here can open it.`
  static override usage = ['secrets resolve', 'secrets resolve NAME --ours|--theirs', 'secrets resolve --ours|--theirs']
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> sekoia_mysekoia_API_KEY --theirs',
  ]
  static override args = { name: optional('Name as listed; all that are in conflict where it is left out.') }
  static override flags = {
    ours: Flags.boolean({
      description: 'Take the value of your branch; in a rebase, of the branch that you rebase onto.',
      exclusive: ['theirs'],
    }),
    theirs: Flags.boolean({
      description: 'Take the value of the branch that is merged; in a rebase, of your own commits.',
      exclusive: ['ours'],
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsResolveCommand)
    const { root, vault: open } = await this.equip(flags)
    const vault = await open()
    const side = sideOf(flags)
    if (args.name !== undefined && side === undefined) throw whichSide()
    const merged = await mergeUnmerged({ vault, file: join(root, 'secrets.gpg'), side })
    if (merged?.taken !== undefined) return this.#sayTaken(merged, vault, flags)
    const found = await conflictsOf(vault)
    const chosen = side === undefined ? [] : choose(args.name, found)
    for (const { name } of chosen) if (side) await vault.resolve(name, side)
    const left = chosen.length === 0 ? found : await conflictsOf(vault)
    this.#show(left, { chosen, side, merged: merged !== undefined, flags })
    if (merged?.older && !flags.json) this.note(sayOlder(merged.older))
    if (merged?.closedBase && !flags.json) this.note(sayClosedBase(merged.closedBase))
    for (const line of (merged?.leftOut ?? []).map(drawLeftOut)) this.note(line)
  }

  #show(left: readonly ConflictingEntry[], { chosen, side, merged, flags }: Shown): void {
    const conflicts = left.map(({ name, conflict }) => ({ name, ...conflict }))
    const resolved = chosen.map(({ name }) => name).filter((name) => !left.some((each) => each.name === name))
    this.show(flags, { merged, resolved, left: left.map(({ name }) => name), conflicts }, () => [
      ...(merged ? ['merged secrets.gpg by name'] : []),
      ...chosen.flatMap((entry) => (side ? drawChoice(entry, side) : [])),
      ...left.flatMap(drawConflict),
    ])
    if (chosen.length === 0 && left.length > 0) process.exitCode = exitCodes.invalid
    if (left.length === 0 && !flags.json) this.note('No conflict is left. After a merge: git add secrets.gpg')
  }

  async #sayTaken(merged: MergedFile, vault: Vault, flags: GlobalFlags): Promise<void> {
    const { taken, kept, isOther = false } = merged
    const isOpen = isOther ? await remember(vault) : await isAccepted(vault)
    this.show(flags, { merged: true, resolved: [], left: [], conflicts: [], ...present({ taken, kept }) }, () => [
      `took secrets.gpg of --${taken}; the other one lies in ${kept}`,
    ])
    const next = isOther ? await sayNextSteps({ kept: kept ?? '', isOpen }) : sayAfterRefusal(isOpen)
    if (!flags.json) for (const line of next) this.note(line)
  }
}

interface Shown {
  readonly chosen: readonly ConflictingEntry[]
  readonly side: Side | undefined
  readonly merged: boolean
  readonly flags: GlobalFlags
}

/** The entries to take a side of. @throws MeshroomError `SECRET_UNKNOWN` with the nearest name */
function choose(name: string | undefined, found: readonly ConflictingEntry[]): readonly ConflictingEntry[] {
  if (name === undefined) return found
  const entry = found.find((each) => each.name === name)
  if (entry) return [entry]
  const near = suggestName(
    name,
    found.map((each) => each.name),
  )
  throw new MeshroomError('SECRET_UNKNOWN', `there is no conflict about "${name}"`, {
    hint: near ? `Did you mean ${near}?` : 'meshroom secrets resolve lists what is in conflict',
  })
}

function drawChoice({ name, conflict }: ConflictingEntry, side: Side): string[] {
  const other = side === 'ours' ? 'theirs' : 'ours'
  const { owner, key } = conflict[other]
  const isLost = describeCollision(conflict) !== undefined && owner !== undefined
  return [
    `resolved ${name}: as ${cleanLine(describeSide(conflict[side]))}; gone is what was ${cleanLine(describeSide(conflict[other]))}`,
    ...(isLost ? [`  ${describeOwner(owner)} has no ${key} now; rename it or its setting, and set it again`] : []),
  ]
}

async function conflictsOf(vault: Vault): Promise<ConflictingEntry[]> {
  return (await vault.list()).flatMap((entry) => (entry.conflict ? [{ ...entry, conflict: entry.conflict }] : []))
}

/** Whether the vault that was taken can be opened; it is the one of this place from now on. */
async function remember(vault: Vault): Promise<boolean> {
  try {
    await vault.acceptPresent()
    return true
  } catch (error) {
    if (error instanceof SecretsError && error.code === 'KEY_MISSING') return false
    throw error
  }
}

/** Whether the side that was taken is one that every command goes on from. */
async function isAccepted(vault: Vault): Promise<boolean> {
  try {
    await vault.list()
    return true
  } catch (error) {
    if (error instanceof SecretsError) return false
    throw error
  }
}

function sideOf({ ours, theirs }: { readonly ours: boolean; readonly theirs: boolean }): Side | undefined {
  return ours ? 'ours' : theirs ? 'theirs' : undefined
}

function whichSide(): MeshroomError {
  return new MeshroomError('USAGE', 'which side?', {
    hint: 'Add --ours or --theirs; without a name, meshroom secrets resolve says whose each is.',
  })
}
