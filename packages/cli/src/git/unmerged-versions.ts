import { basename, dirname } from 'node:path'
import { type FileVersions, isUnmerged } from '@meshroom/secrets'
import { findMarks } from './find-marks.ts'
import { git, gitBytes } from './run-git.ts'
import { versionAt } from './version-at.ts'

type Versions = Pick<FileVersions, 'base' | 'ours' | 'theirs' | 'commits'>

/**
 * The versions of a file that git could not merge: those of the merge that is going on, or, where the file was committed as git left it,
 * those that the very commit merged that left the marks.
 *
 * @param present what the file holds
 * @returns undefined where git knows of no two sides
 */
export async function unmergedVersions(file: string, present: Uint8Array): Promise<Versions | undefined> {
  return (await versionsInIndex(file)) ?? (isUnmerged(present) ? versionsOfCommit(file, present) : undefined)
}

/** Whether git waits for the two sides of a file to be merged. */
export async function isUnmergedInIndex(file: string): Promise<boolean> {
  return (await stagesOf(file)).has('2')
}

async function versionsInIndex(file: string): Promise<Versions | undefined> {
  const stages = await stagesOf(file)
  const [base, ours, theirs] = await Promise.all(['1', '2', '3'].map((stage) => blob(file, stages.get(stage))))
  if (!ours || !theirs) return undefined
  const merged = (await git(dirname(file), ['rev-parse', '--quiet', '--verify', 'MERGE_HEAD']))?.trim()
  return { ...(base && { base }), ours, theirs, commits: merged ? { theirs: merged } : {} }
}

/** Object ids by stage: 1 what both follow on, 2 ours, 3 theirs. */
async function stagesOf(file: string): Promise<ReadonlyMap<string, string>> {
  const listed = await git(dirname(file), ['ls-files', '--unmerged', '-z', '--', basename(file)])
  const entries = (listed ?? '').split('\0').map((entry) => /^\d+ ([0-9a-f]+) ([123])\t/.exec(entry))
  return new Map(entries.flatMap((found) => (found ? [[found[2] ?? '', found[1] ?? '']] : [])))
}

/** Of a merge alone: what another commit was made of, nothing says for certain. */
async function versionsOfCommit(file: string, present: Uint8Array): Promise<Versions | undefined> {
  const marks = await findMarks(file, present)
  const [first, second, ...others] = marks?.parents ?? []
  if (!first || !second || others.length > 0 || marks?.isOvertaken) return undefined
  const common = (await git(dirname(file), ['merge-base', first, second]))?.trim()
  const [base, ours, theirs] = await Promise.all([common, first, second].map((id) => versionAt(file, id)))
  if (!ours || !theirs || isUnmerged(ours) || isUnmerged(theirs)) return undefined
  return { ...(base && { base }), ours, theirs, commits: { ours: first, theirs: second } }
}

async function blob(file: string, object: string | undefined): Promise<Buffer | undefined> {
  return object ? gitBytes(dirname(file), ['cat-file', 'blob', object]) : undefined
}
