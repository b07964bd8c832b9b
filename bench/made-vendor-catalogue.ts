import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface VendorCatalogueSize {
  /** Modules of the automation library, each with a manifest and its code. */
  readonly modules: number
  /** Actions of all modules together. */
  readonly actions: number
  /** Formats of events, each of a vendor of its own; the first ones belong to a module. */
  readonly formats: number
}

/**
 * Makes two bare repositories that are laid out as the public catalogues of Sekoia.io are, always the same for the same size, and the git
 * configuration that leads whoever asks for these to them, through git's own transport.
 *
 * @param folder an empty folder
 * @returns the path of that configuration, for `GIT_CONFIG_GLOBAL`, and how many files there are
 */
export function makeVendorCatalogue(
  folder: string,
  size: VendorCatalogueSize,
): { readonly config: string; readonly files: number } {
  const repositories = { 'automation-library': libraryOf(size), 'intake-formats': formatsOf(size) }
  const lines = Object.entries(repositories).map(([name, files]) => {
    makeRepository(join(folder, name), files)
    return `[url "file://${join(folder, `${name}.git`)}"]\n\tinsteadOf = https://github.com/SEKOIA-IO/${name}.git\n`
  })
  const config = join(folder, 'gitconfig')
  writeFileSync(config, ['[user]\n\tname = Bench\n\temail = bench@example.org\n', ...lines].join(''))
  return { config, files: Object.values(repositories).reduce((sum, files) => sum + files.size, 0) }
}

type Files = ReadonlyMap<string, string>

function makeRepository(folder: string, files: Files): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const git = (...words: string[]) => execFileSync('git', ['-C', folder, ...words], { stdio: 'ignore' })
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', '-c', 'commit.gpgsign=false']
  git(...identity, 'commit', '--quiet', '--message', 'All of it')
  execFileSync('git', ['clone', '--quiet', '--bare', folder, `${folder}.git`], { stdio: 'ignore' })
}

function libraryOf({ modules, actions }: VendorCatalogueSize): Files {
  const files = new Map<string, string>()
  for (let index = 0; index < modules; index++) addModule(files, index)
  for (let index = 0; index < actions; index++) {
    const folder = `Vendor${index % modules}`
    files.set(`${folder}/action_task_${index}.json`, json(describeAction(index)))
    files.set(`${folder}/vendor_modules/task_${index}.py`, code(index))
  }
  return files
}

function addModule(files: Map<string, string>, index: number): void {
  const folder = `Vendor${index}`
  files.set(`${folder}/manifest.json`, json(describeModule(index)))
  files.set(`${folder}/connector_events.json`, json(describeConnector(index)))
  files.set(`${folder}/main.py`, code(index))
  files.set(`${folder}/pyproject.toml`, `[tool.poetry]\nname = "vendor-${index}"\nversion = "1.0.0"\n`)
}

function describeModule(index: number) {
  return {
    name: `Vendor ${index}`,
    slug: `vendor-${index}`,
    uuid: uuid(`module ${index}`),
    version: '1.0.0',
    description: `Stands for a module of the library, number ${index}`,
    categories: ['Endpoint'],
    configuration: {
      type: 'object',
      properties: {
        base_url: { type: 'string', format: 'uri', description: 'Where the tenant answers' },
        api_key: { type: 'string', description: 'What it asks for' },
        timeout: { type: 'integer', default: 60, description: 'Seconds to wait' },
      },
      required: ['base_url', 'api_key'],
      secrets: ['api_key'],
    },
  }
}

function describeAction(index: number) {
  const argument = (name: string) => [name, { type: 'string', description: `The ${name} of task ${index}` }]
  return {
    name: `Task ${index}`,
    uuid: uuid(`action ${index}`),
    description: `Does what the task number ${index} of its vendor does`,
    docker_parameters: `task_${index}`,
    arguments: { type: 'object', properties: Object.fromEntries(['host', 'user', 'reason'].map(argument)) },
    results: { type: 'object', properties: { done: { type: 'boolean' } } },
  }
}

function describeConnector(index: number) {
  return {
    name: `Fetch events of vendor ${index}`,
    uuid: uuid(`connector ${index}`),
    description: 'Reads the events of a tenant',
    docker_parameters: 'events',
    arguments: { type: 'object', properties: { frequency: { type: 'integer', default: 60 } }, required: [] },
    results: {},
  }
}

function formatsOf({ formats, modules }: VendorCatalogueSize): Files {
  const files = new Map<string, string>()
  for (let index = 0; index < formats; index++) {
    const [vendor, format] = [`Vendor${index}`, `vendor-${index}-events`]
    const own = index < modules ? linkOf(index) : ''
    files.set(
      `${vendor}/_meta/manifest.yml`,
      `uuid: ${uuid(`vendor ${index}`)}\nname: Vendor ${index}\nslug: vendor-${index}\n`,
    )
    files.set(
      `${vendor}/${format}/_meta/manifest.yml`,
      `uuid: ${uuid(`format ${index}`)}\nname: Vendor ${index} events\nslug: ${format}\ndescription: Events of vendor ${index}\ndata_sources:\n  Process monitoring: Starts of processes\n${own}`,
    )
    files.set(`${vendor}/${format}/ingest/parser.yml`, `name: ${format}\npipeline: []\nstages: {}\n`)
    for (let sample = 0; sample < 5; sample++)
      files.set(`${vendor}/${format}/tests/sample_${sample}.json`, json(sample))
  }
  return files
}

/** A format whose events a connector of a module fetches. */
function linkOf(index: number): string {
  return `automation_module_uuid: ${uuid(`module ${index}`)}\nautomation_connector_uuid: ${uuid(`connector ${index}`)}\n`
}

function uuid(of: string): string {
  const hex = createHash('sha256').update(of).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** What a person who pulls never needs: a clone brings it all the same. */
function code(index: number): string {
  return `"""Task ${index}"""\n\n${Array.from({ length: 60 }, (_, line) => `value_${line} = ${index * line}\n`).join('')}`
}
