import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import type { Row, Table, Tenant } from './tenant.ts'

const execute = promisify(execFile)

interface Source {
  readonly git: string
  readonly branch: string
  readonly path: string
}

interface Step {
  readonly name: string
  readonly run: (folder: string) => Promise<string>
}

/** Installs a module from a git repository on this machine, step by step; the task tells how far it is. */
export async function installModule(tenant: Tenant, task: string, source: Source): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sekoia-module-'))
  const steps: Record<string, unknown>[] = []
  let status = 'SUCCESS'
  for (const step of stepsOf(tenant, source)) {
    const outcome = await step.run(folder).then(
      (output) => ({ name: step.name, status: 'success', error: null, output }),
      (error: Error) => ({ name: step.name, status: 'failed', error: error.message, output: null }),
    )
    steps.push(outcome)
    if (outcome.error !== null) {
      status = 'FAILED'
      break
    }
  }
  tenant.tasks.set(task, { uuid: task, status, attributes: { validation_steps: steps } })
  await rm(folder, { recursive: true, force: true })
}

function stepsOf(tenant: Tenant, { git, branch, path }: Source): Step[] {
  return [
    { name: 'Clone the repository', run: (folder) => clone({ git, branch, folder }) },
    { name: 'Check the files', run: (folder) => checkFiles(join(folder, path)) },
    { name: 'Read the manifest', run: (folder) => readManifest(tenant, join(folder, path)) },
    { name: 'Read actions and connectors', run: (folder) => readMembers(tenant, join(folder, path)) },
  ]
}

async function clone({ git, branch, folder }: { git: string; branch: string; folder: string }): Promise<string> {
  if (!isAbsolute(git)) throw new Error(`cannot reach ${git}`)
  await execute('git', ['clone', '--quiet', '--depth', '1', '--branch', branch, '--', `file://${git}`, folder])
  return `cloned ${branch}`
}

async function checkFiles(folder: string): Promise<string> {
  for (const file of ['manifest.json', 'main.py', 'Dockerfile', 'pyproject.toml', 'CHANGELOG.md']) {
    await stat(join(folder, file)).catch(() => {
      throw new Error(`there is no ${file} in the branch`)
    })
  }
  const logo = (await readdir(folder)).some((file) => file.startsWith('logo.'))
  if (!logo) throw new Error('there is no logo')
  return 'complete'
}

async function readManifest(tenant: Tenant, folder: string): Promise<string> {
  const manifest = await readRow(join(folder, 'manifest.json'), [
    'configuration',
    'description',
    'name',
    'slug',
    'version',
  ])
  tenant.modules.set(manifest.uuid, manifest)
  return `module ${String(manifest.slug)} ${String(manifest.version)}`
}

async function readMembers(tenant: Tenant, folder: string): Promise<string> {
  const module = await readRow(join(folder, 'manifest.json'), [])
  const files = await readdir(folder)
  const actions = await register(tenant.actions, {
    folder,
    module,
    files: files.filter((file) => /^action_.*\.json$/.test(file)),
  })
  const connectors = await register(tenant.connectors, {
    folder,
    module,
    files: files.filter((file) => /^connector_.*\.json$/.test(file)),
  })
  if (actions + connectors === 0) throw new Error('the module has no action and no connector')
  return `${actions} actions, ${connectors} connectors`
}

async function register(
  table: Table,
  { folder, module, files }: { folder: string; module: Row; files: string[] },
): Promise<number> {
  for (const file of files) {
    const row = await readRow(join(folder, file), ['name', 'description', 'docker_parameters', 'arguments'])
    table.set(row.uuid, { slug: row.docker_parameters, ...row, module_uuid: module.uuid })
  }
  return files.length
}

async function readRow(file: string, keys: readonly string[]): Promise<Row> {
  const data: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8'))
  const missing = ['uuid', ...keys].find((key) => data[key] === undefined)
  if (missing) throw new Error(`${file.split('/').at(-1)} has no ${missing}`)
  return { ...data, uuid: String(data.uuid) }
}
