import { basename, dirname } from 'node:path'
import { type FileVersions, isUnmerged } from '@meshroom/secrets'
import { type CommonVersionOptions, commonCommits, commonVersion } from './common-version.ts'
import { findMarks } from './find-marks.ts'
import { git, gitBytes } from './run-git.ts'
import { versionAt } from './version-at.ts'

type Versions = Pick<FileVersions, 'base' | 'ours' | 'theirs' | 'commits'>

export interface UnmergedVersionsOptions extends CommonVersionOptions {
  /** What the file holds. */
  readonly present: Uint8Array
}

/**
 * The versions of a file that git could not merge: those of the merge that is going on, or, where the file was committed as git left it,
 * those that the very commit merged that left the marks.
 *
 * @returns undefined where git knows of no two sides
 */
export async function unmergedVersions(options: UnmergedVersionsOptions): Promise<Versions | undefined> {
  return (await versionsInIndex(options)) ?? (isUnmerged(options.present) ? versionsOfCommit(options) : undefined)
}

/** Whether git waits for the two sides of a file to be merged. */
export async function isUnmergedInIndex(file: string): Promise<boolean> {
  return (await stagesOf(file)).has('2')
}

async function versionsInIndex(options: CommonVersionOptions): Promise<Versions | undefined> {
  const { file } = options
  const stages = await stagesOf(file)
  const [stored, ours, theirs] = await Promise.all(['1', '2', '3'].map((stage) => blob(file, stages.get(stage))))
  if (!ours || !theirs) return undefined
  const merged = (await git(dirname(file), ['rev-parse', '--quiet', '--verify', 'MERGE_HEAD']))?.trim()
  // Where branches crossed git makes one of several; without a driver that works that is marks, or one of them alone.
  const hasCrossed = merged && (await commonCommits(file, ['HEAD', merged])).length > 1
  const base = hasCrossed ? await commonVersion(['HEAD', merged], options) : stored
  return { ...(base && { base }), ours, theirs, commits: merged ? { theirs: merged } : {} }
}

/** Object ids by stage: 1 what both follow on, 2 ours, 3 theirs. */
async function stagesOf(file: string): Promise<ReadonlyMap<string, string>> {
  const listed = await git(dirname(file), ['ls-files', '--unmerged', '-z', '--', basename(file)])
  const entries = (listed ?? '').split('\0').map((entry) => /^\d+ ([0-9a-f]+) ([123])\t/.exec(entry))
  return new Map(entries.flatMap((found) => (found ? [[found[2] ?? '', found[1] ?? '']] : [])))
}

/** Of a merge alone: what another commit was made of, nothing says for certain. */
async function versionsOfCommit(options: UnmergedVersionsOptions): Promise<Versions | undefined> {
  const { file, present } = options
  const marks = await findMarks(file, present)
  const [first, second, ...others] = marks?.parents ?? []
  if (!first || !second || others.length > 0 || marks?.isOvertaken) return undefined
  const [ours, theirs] = await Promise.all([first, second].map((id) => versionAt(file, id)))
  if (!ours || !theirs || isUnmerged(ours) || isUnmerged(theirs)) return undefined
  const base = await commonVersion([first, second], options)
  return { ...(base && { base }), ours, theirs, commits: { ours: first, theirs: second } }
}

async function blob(file: string, object: string | undefined): Promise<Buffer | undefined> {
  return object ? gitBytes(dirname(file), ['cat-file', 'blob', object]) : undefined
}
