import { basename, dirname } from 'node:path'
import { isUnmerged } from '@meshroom/secrets'
import { git } from './run-git.ts'
import { versionAt } from './version-at.ts'

/** The commit that a file came with both of its sides in it by. */
export interface CommittedMarks {
  readonly commit: string
  readonly parents: readonly string[]
  /** The history at hand has versions that this commit does not follow on: what it merged is not all there is. */
  readonly isOvertaken: boolean
}

/**
 * Which commit left the marks that the file holds. No other merge will do: what was set or removed since would be undone.
 *
 * @returns undefined where what the file holds is in no commit
 */
export async function findMarks(file: string, present: Uint8Array): Promise<CommittedMarks | undefined> {
  const [folder, name] = [dirname(file), basename(file)]
  // Git follows those parents that have the same version, so that this one has it from none.
  const commit = (await git(folder, ['rev-list', '-1', 'HEAD', '--', name]))?.trim()
  const committed = commit ? await versionAt(file, commit) : undefined
  if (!commit || committed === undefined || Buffer.compare(committed, present) !== 0) return undefined
  const parents = (await git(folder, ['rev-list', '-1', '--parents', commit]))?.trim().split(' ').slice(1) ?? []
  const [before, since] = await Promise.all([commit, `${commit}..HEAD`].map((range) => versionsIn(file, range)))
  return { commit, parents, isOvertaken: [...(since ?? [])].some((id) => !before?.has(id)) }
}

/** The newest commit on the way to the present one whose version of the file is one side and no two. */
export async function findLastWhole(file: string): Promise<string | undefined> {
  const line = ['rev-list', `-${MAX_LOOKED_AT}`, '--first-parent', 'HEAD', '--', basename(file)]
  for (const commit of (await git(dirname(file), line))?.trim().split('\n').filter(Boolean) ?? []) {
    const version = await versionAt(file, commit)
    if (version !== undefined && !isUnmerged(version)) return commit
  }
  return undefined
}

/** Nobody leaves marks in more versions than these, one after the other. */
const MAX_LOOKED_AT = 50

/** Object ids that a file has in these commits; none for one that removes it. */
async function versionsIn(file: string, range: string): Promise<ReadonlySet<string>> {
  const raw = ['--format=', '--raw', '--no-abbrev', '--no-renames', '--full-history', '-m']
  const log = (await git(dirname(file), ['log', ...raw, range, '--', basename(file)])) ?? ''
  const ids = [...log.matchAll(/^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) /gm)].flatMap(([, before, after]) => [before, after])
  return new Set(ids.flatMap((id) => (id === undefined || /^0+$/.test(id) ? [] : [id])))
}
