import { findProjectRoot, loadProject, type Project } from '@meshroom/model'
import { projectNames } from './project-names.ts'
import { isInVault, secretNames } from './secret-names.ts'

/**
 * Looks names up in the project that is meant, which is read with the first question. Where there is none, there are no names: a person who
 * presses Tab wants no error.
 *
 * @param typed The words of the command line, which may name the project.
 */
export function lookUpNames(typed: readonly string[]): (kind: string, command: string) => Promise<readonly string[]> {
  let project: Promise<Project | undefined> | undefined
  return async (kind, command) => {
    if (kind === 'from') return (await import('@meshroom/templates')).listTemplates()
    if (kind === 'environment') return readEnvironments(typed)
    project ??= readProject(typed)
    const read = await project
    if (read === undefined) return []
    const inVault = isInVault({ kind, command }) ? await secretNames(read, { kind, command, typed }) : []
    return [...projectNames(read, kind, command), ...inVault]
  }
}

async function readEnvironments(typed: readonly string[]): Promise<readonly string[]> {
  const root = await findRoot(typed).catch(() => undefined)
  return root === undefined ? [] : (await import('@meshroom/engine')).findEnvironments(root)
}

function findRoot(typed: readonly string[]): Promise<string | undefined> {
  return findProjectRoot(folderNamed(typed) ?? process.env.MESHROOM_PROJECT ?? process.cwd())
}

async function readProject(typed: readonly string[]): Promise<Project | undefined> {
  try {
    const root = await findRoot(typed)
    return root === undefined ? undefined : await loadProject(root, { cache: true })
  } catch {
    return undefined
  }
}

function folderNamed(typed: readonly string[]): string | undefined {
  const at = typed.findIndex((word) => word === '-C' || word === '--project')
  return at === -1 ? undefined : typed[at + 1]
}
