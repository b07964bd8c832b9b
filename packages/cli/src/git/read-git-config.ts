import { git } from './run-git.ts'

/**
 * What the clone's configuration says of the drivers.
 *
 * @returns undefined where the folder is in no clone, or there is no git
 */
export async function readGitDrivers(root: string): Promise<ReadonlyMap<string, string> | undefined> {
  if (!(await isInClone(root))) return undefined
  const listed = await git(root, ['config', '--local', '--null', '--get-regexp', '^(diff|merge)\\.meshroom\\.'])
  const entries = (listed ?? '').split('\0').filter((entry) => entry !== '')
  return new Map(entries.map((entry) => splitOnce(entry)))
}

/** Sets one value of the clone's own configuration; whether it could. */
export async function writeGitConfig(root: string, key: string, value: string): Promise<boolean> {
  return (await git(root, ['config', '--local', '--replace-all', key, value])) !== undefined
}

async function isInClone(root: string): Promise<boolean> {
  return (await git(root, ['rev-parse', '--is-inside-work-tree']))?.trim() === 'true'
}

function splitOnce(entry: string): [string, string] {
  const at = entry.indexOf('\n')
  return [entry.slice(0, at), entry.slice(at + 1)]
}
