import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { leaveUnmerged, type MergedFiles } from '@meshroom/secrets'
import { mayAsk } from '../../ask/may-ask.ts'
import { terminalPrompter } from '../../ask/terminal-prompter.ts'
import { optional, required } from '../../command/arguments.ts'
import { exitCodes } from '../../command/exit-codes.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { nameSides } from '../../git/name-sides.ts'
import { openVaultFile } from '../../ports/open-vault-file.ts'
import { drawLeftOut } from '../../resolve/draw-left-out.ts'
import { sayClosedBase, sayOlder } from '../../resolve/say-next-steps.ts'

export default class SecretsGitMergeCommand extends MeshroomCommand {
  static override hidden = true
  static override summary = 'Merge two versions of the vault for git.'
  static override description =
    'Three-way, by name of the secret. Where both sides changed the same secret, both values are kept in the file, which stays readable, and git is told that there is a conflict.'
  static override examples = ['<%= config.bin %> <%= command.id %> %O %A %B %P %Y %L']
  static override args = {
    base: required('The common ancestor.'),
    ours: required('Our version; takes the result.'),
    theirs: required('Their version.'),
    path: required('Path of the vault in the working tree.'),
    label: optional('What git calls their version; from git 2.45 on.'),
    marks: optional(
      'Length of the marks that git would leave; longer than 7 where it merges what the merge itself follows on.',
    ),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsGitMergeCommand)
    const interactive = mayAsk(flags['no-input'])
    const prompter = terminalPrompter({ interactive, yes: false })
    const vault = openVaultFile({ file: resolve(args.path), prompter: interactive ? prompter : undefined })
    const [base, ours, theirs] = await Promise.all([readFile(args.base), readFile(args.ours), readFile(args.theirs)])
    const branches = await nameSides(process.cwd())
    const isRevert = !branches.isRebase && isParentOfReverted(args.label ?? '')
    const isAncestral = Number(args.marks) > OUTERMOST_MARKS
    const commits = isAncestral ? {} : mergedCommit(process.env)
    try {
      const merged = await vault.merge({ base, ours, theirs, branches, commits, isRevert, isAncestral })
      await writeFile(args.ours, merged.bytes)
      this.#tell(merged)
      if (merged.conflicts.length + merged.leftOut.length > 0) process.exitCode = exitCodes.failed
    } catch (error) {
      await writeFile(args.ours, leaveUnmerged({ ours, theirs }))
      this.note(`${args.path} was not merged: both sides are in it, for meshroom secrets resolve to merge`)
      throw error
    }
  }

  #tell({ conflicts, leftOut, older, closedBase }: MergedFiles): void {
    if (older) this.note(sayOlder(older))
    if (closedBase) this.note(sayClosedBase(closedBase))
    for (const name of conflicts)
      this.note(`both sides changed ${name}: meshroom secrets resolve shows who, and takes one side`)
    for (const line of leftOut.map(drawLeftOut)) this.note(line)
  }
}

const OUTERMOST_MARKS = 7

/** The commit that is merged, as git says while its driver runs. */
function mergedCommit(env: NodeJS.ProcessEnv): { readonly theirs?: string } {
  const [theirs, ...others] = Object.keys(env).flatMap((name) => /^GITHEAD_([0-9a-f]{40,64})$/.exec(name)?.[1] ?? [])
  return theirs === undefined || others.length > 0 ? {} : { theirs }
}

/** What a revert merges, as git calls it; a branch cannot have such a name. */
function isParentOfReverted(label: string): boolean {
  return /^parent of [0-9a-f]{4,64}( |$)/.test(label)
}
