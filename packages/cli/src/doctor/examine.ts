import { listTrust, type Mesh, type SandboxLevel, sandboxLevel, validateProject } from '@meshroom/engine'
import { countDiagnostics, plural } from '../draw/draw-diagnostics.ts'
import { sandboxWords } from '../draw/draw-trust.ts'
import { findGit } from './find-git.ts'

/** What was looked at, and what came of it. */
export interface Finding {
  readonly check: 'node' | 'sandbox' | 'git' | 'project' | 'trust' | 'secrets'
  readonly status: 'ok' | 'warning' | 'error'
  readonly detail: string
  /** What to do about it. */
  readonly hint?: string
}

/**
 * Looks at what a machine and a project need for hooks to run. Runs none.
 *
 * @param mesh the project, where there is one here
 */
export async function examine(
  mesh: Mesh | undefined,
  { unsafe }: { readonly unsafe: boolean },
): Promise<readonly Finding[]> {
  const ofMachine = [node(), sandbox(sandboxLevel(unsafe)), git(await findGit())]
  if (mesh === undefined) return [...ofMachine, noProject]
  const { examineSecrets } = await import('./examine-secrets.ts')
  return [...ofMachine, await project(mesh), await trust(mesh), await examineSecrets(mesh.root)]
}

function node(): Finding {
  return { check: 'node', status: 'ok', detail: `Node ${process.versions.node} on ${process.platform}` }
}

const levelHints: Readonly<Record<SandboxLevel, string | undefined>> = {
  strict: undefined,
  partial: 'run Meshroom with Node 26 to keep hooks from opening sockets themselves',
  off: 'leave --unsafe out',
}

function sandbox(level: SandboxLevel): Finding {
  const hint = levelHints[level]
  return { check: 'sandbox', status: hint ? 'warning' : 'ok', detail: sandboxWords[level], ...(hint && { hint }) }
}

function git(version: string | undefined): Finding {
  if (version !== undefined) return { check: 'git', status: 'ok', detail: version }
  const hint = 'install git: pulling and publishing catalogues needs it'
  return { check: 'git', status: 'warning', detail: 'there is no git in PATH', hint }
}

const noProject: Finding = {
  check: 'project',
  status: 'warning',
  detail: 'there is no project here',
  hint: 'meshroom init PATH',
}

async function project(mesh: Mesh): Promise<Finding> {
  const diagnostics = await validateProject(mesh)
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const { products, instances, plugs } = mesh.project
  const counts = [plural(products.size, 'product'), plural(instances.size, 'instance'), plural(plugs.length, 'plug')]
  const detail = `${mesh.root}: ${counts.join(', ')}`
  if (diagnostics.length === 0) return { check: 'project', status: 'ok', detail }
  return {
    check: 'project',
    status: errors > 0 ? 'error' : 'warning',
    detail: `${detail}; ${countDiagnostics(diagnostics)}`,
    hint: 'meshroom validate',
  }
}

async function trust(mesh: Mesh): Promise<Finding> {
  const rows = await listTrust(mesh)
  const waiting = rows.filter(({ status }) => status === 'new' || status === 'changed').map(({ product }) => product)
  if (waiting.length > 0)
    return { check: 'trust', status: 'warning', detail: `not trusted: ${firstFew(waiting)}`, hint: 'meshroom trust' }
  const detail = `${plural(rows.length, 'product')} with code, all trusted`
  const unlike = rows.filter(({ changedPackages }) => changedPackages !== undefined)
  if (unlike.length === 0) return { check: 'trust', status: 'ok', detail }
  const packages = unlike.flatMap(({ product, changedPackages = [] }) =>
    changedPackages.map((path) => `products/${product}/${path}`),
  )
  return {
    check: 'trust',
    status: 'warning',
    detail: `${detail}; other packages than the code last ran with: ${firstFew(packages)}`,
    hint: 'the plan does not look at packages, only at lock files: where they do something else at setup, meshroom down, then up',
  }
}

function firstFew(names: readonly string[]): string {
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '')
}
