import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { HookError } from '@meshroom/hooks-sdk'
import { type AskContext, flag, optionalText, type Service, text } from './ask.ts'
import { checkRemote } from './check-remote.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { isAlive } from './process-identity.ts'
import { isWithin, resolvePath } from './resolve-path.ts'
import { runGit } from './run-git.ts'

/** A clone of the product's own, below `mirrors/<product>/`. */
interface Clone {
  readonly path: string
  readonly cwd: string
  readonly signal: AbortSignal
}

const sync: Service = async (args, context) => {
  const url = text(args, 'url')
  const branch = optionalText(args, 'branch')
  checkRemote(url, context)
  if (branch !== undefined) await checkBranch(branch, context)
  const clone = await cloneAt(text(args, 'into'), context)
  return oneAtATime(`git ${clone.cwd}`, async () => {
    const before = (await isClone(clone)) ? await headOf(clone) : undefined
    if (before === undefined) await makeClone(clone, { url, branch })
    else await updateClone(clone, { url, branch })
    const commit = await headOf(clone)
    return { commit, changed: commit !== before }
  })
}

const branch: Service = async (args, context) => {
  const name = text(args, 'name')
  await checkBranch(name, context)
  const clone = await existingClone(text(args, 'folder'), context)
  return oneAtATime(`git ${clone.cwd}`, async () => {
    await runGit(['fetch', '--quiet', '--no-tags', 'origin', 'HEAD'], clone)
    await discardChanges(clone)
    await runGit(['checkout', '--quiet', '--no-track', '-B', name, 'FETCH_HEAD', '--'], clone)
    return undefined
  })
}

const commit: Service = async (args, context) => {
  const message = text(args, 'message')
  const clone = await existingClone(text(args, 'folder'), context)
  return oneAtATime(`git ${clone.cwd}`, async () => {
    await runGit(['add', '--all', '--', '.'], clone)
    const { code } = await runGit(['diff', '--cached', '--quiet'], { ...clone, accept: [0, 1] })
    if (code === 0) return null
    await runGit(['commit', '--quiet', '--cleanup=strip', '--file=-'], { ...clone, stdin: message })
    return headOf(clone)
  })
}

const push: Service = async (args, context) => {
  const name = text(args, 'branch')
  const url = text(args, 'url')
  checkRemote(url, context)
  await checkBranch(name, context)
  const clone = await existingClone(text(args, 'folder'), context)
  const refspec = `${flag(args, 'force') ? '+' : ''}refs/heads/${name}:refs/heads/${name}`
  return oneAtATime(`git ${clone.cwd}`, async () => {
    await pushWhole(clone, ['push', '--quiet', '--no-verify', '--', url, refspec])
    return undefined
  })
}

/** Git, run by the engine, in the product's own clones. */
export const gitServices: Readonly<Record<string, Service>> = {
  'git.sync': sync,
  'git.branch': branch,
  'git.commit': commit,
  'git.push': push,
}

async function cloneAt(path: string, context: AskContext): Promise<Clone> {
  const { product, root } = context.settings
  if (!product.permissions.git) {
    throw new HookError('PERMISSION_DENIED', `hooks of ${product.name} may not use git`, {
      hint: `add "permissions: { git: true }" to ${product.folder}/definition.yaml`,
    })
  }
  const cwd = await resolvePath(path, 'write', context)
  const mirrors = join(root, 'mirrors', product.name)
  if (cwd === mirrors || !isWithin(mirrors, cwd)) {
    throw new HookError('PATH_REFUSED', `"${path}" is not below mirrors/${product.name}/, where clones are kept`)
  }
  return { path, cwd, signal: context.signal }
}

async function existingClone(path: string, context: AskContext): Promise<Clone> {
  const clone = await cloneAt(path, context)
  if (await isClone(clone)) return clone
  throw new HookError('GIT_FAILED', `there is no clone in ${path}`, { hint: 'call git.sync first' })
}

/** A folder of its own, so that git does not go up to the project's repository. */
async function isClone({ path, cwd }: Clone): Promise<boolean> {
  if (await stat(join(cwd, '.git')).catch(() => undefined)) return true
  const content = await readdir(cwd).catch(() => [])
  if (content.length === 0) return false
  throw new HookError('GIT_FAILED', `${path} is there, but it is no clone`, { hint: `remove the folder ${path}` })
}

async function checkBranch(name: string, context: AskContext): Promise<void> {
  const run = { cwd: context.settings.root, signal: context.signal, accept: [0, 1, 128] }
  const { code } = name.startsWith('-') ? { code: 1 } : await runGit(['check-ref-format', '--branch', name], run)
  if (code !== 0 || name.includes('@{')) throw new HookError('GIT_FAILED', `"${name}" cannot be the name of a branch`)
}

interface Remote {
  readonly url: string
  readonly branch: string | undefined
}

/** Beside its place and renamed when it is whole, so that a kill leaves no half of a clone. */
async function makeClone({ cwd, signal }: Clone, { url, branch }: Remote): Promise<void> {
  const parent = dirname(cwd)
  const prefix = `.${basename(cwd)}.clone-`
  await mkdir(parent, { recursive: true })
  for (const left of await readdir(parent)) {
    if (left.startsWith(prefix) && !isAlive(Number.parseInt(left.slice(prefix.length), 10))) {
      await rm(join(parent, left), { recursive: true, force: true })
    }
  }
  const temporary = join(parent, `${prefix}${process.pid}-${randomUUID()}`)
  const only = branch === undefined ? [] : [`--branch=${branch}`]
  try {
    await runGit(['clone', '--quiet', '--depth=1', '--no-tags', '--template=', ...only, '--', url, temporary], {
      cwd: parent,
      signal,
    })
    await rm(cwd, { recursive: true, force: true })
    await rename(temporary, cwd)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw error
  }
}

async function updateClone(clone: Clone, { url, branch }: Remote): Promise<void> {
  await runGit(['config', '--replace-all', 'remote.origin.url', url], clone)
  await runGit(
    ['fetch', '--quiet', '--depth=1', '--no-tags', 'origin', branch === undefined ? 'HEAD' : `refs/heads/${branch}`],
    clone,
  )
  await discardChanges(clone)
  await runGit(['checkout', '--quiet', '--detach', 'FETCH_HEAD', '--'], clone)
}

/** A mirror is nobody's workplace: what is in it and not committed was left by a hook that did not come to its end. */
async function discardChanges(clone: Clone): Promise<void> {
  await runGit(['reset', '--quiet', '--hard'], clone)
  await runGit(['clean', '--quiet', '-ffdx'], clone)
}

async function headOf(clone: Clone): Promise<string> {
  return (await runGit(['rev-parse', '--verify', 'HEAD'], clone)).stdout.trim()
}

/** A remote that lacks the commit where a shallow clone begins refuses it; then the rest of the history is fetched first. */
async function pushWhole(clone: Clone, args: readonly string[]): Promise<void> {
  try {
    await runGit(args, clone)
  } catch (error) {
    if (!(error instanceof HookError) || !/shallow update not allowed/.test(error.message)) throw error
    await runGit(['fetch', '--quiet', '--unshallow', '--no-tags', 'origin'], clone)
    await runGit(args, clone)
  }
}
