import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'

const identity = ['-c', 'user.name=Catalogue', '-c', 'user.email=catalogue@example.org', '-c', 'commit.gpgsign=false']

/**
 * Makes small local repositories in the place of the public catalogues and of a person's fork, and the git configuration that leads there:
 * whoever asks for the public URL gets the local one.
 * @returns the path of that configuration, for `GIT_CONFIG_GLOBAL`
 */
export function makeCatalogues(folder: string): string {
  repository(join(folder, 'automation-library'), automationLibrary)
  repository(join(folder, 'intake-formats'), intakeFormats)
  git(folder, 'clone', '--quiet', '--bare', join(folder, 'automation-library'), join(folder, 'fork.git'))
  const config = join(folder, 'gitconfig')
  const redirect = (from: string, to: string) =>
    `[url "${join(folder, to)}"]\n\tinsteadOf = https://github.com/${from}\n`
  writeFileSync(
    config,
    [
      '[user]\n\tname = New User\n\temail = new.user@example.org\n[init]\n\tdefaultBranch = main\n',
      redirect('SEKOIA-IO/automation-library.git', 'automation-library'),
      redirect('SEKOIA-IO/intake-formats.git', 'intake-formats'),
      redirect('me/automation-library.git', 'fork.git'),
    ].join(''),
  )
  return config
}

/** Names of the branches of the person's fork. */
export function branchesOfFork(folder: string): string[] {
  return git(join(folder, 'fork.git'), 'branch', '--format=%(refname:short)').trim().split('\n')
}

/** Paths of the files in a branch of the person's fork. */
export function filesOfFork(folder: string, branch: string): string[] {
  return git(join(folder, 'fork.git'), 'ls-tree', '-r', '--name-only', branch).trim().split('\n')
}

function repository(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  git(folder, 'init', '--quiet', '--initial-branch=main')
  git(folder, 'add', '--all')
  git(folder, ...identity, 'commit', '--quiet', '--message', 'First entries')
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const automationLibrary = {
  'Nightwatch/manifest.json': json({
    name: 'Nightwatch',
    slug: 'nightwatch',
    uuid: '5b1f5c44-6f0e-4a0b-9a86-0d8a6f0b7c11',
    version: '1.0.0',
    description: 'Endpoint detection of a made-up vendor',
    categories: ['Endpoint'],
    configuration: {
      type: 'object',
      properties: { base_url: { type: 'string', format: 'uri' }, private_key: { type: 'string' } },
      required: ['base_url', 'private_key'],
      secrets: ['private_key'],
    },
  }),
  'Nightwatch/action_isolate_endpoint.json': json({
    name: 'Isolate an endpoint',
    uuid: '0a4f3d5e-1f7b-4a34-8d0c-6c8f2f0f5a21',
    description: 'Cuts a device off the network',
    docker_parameters: 'isolate_endpoint',
    arguments: { type: 'object', properties: { device: { type: 'string' } }, required: ['device'] },
    results: { type: 'object', properties: { isolated: { type: 'boolean' } } },
  }),
  'Nightwatch/connector_nightwatch_logs.json': json({
    name: 'Fetch Nightwatch logs',
    uuid: 'c3d3a3c0-8b0a-4a11-9d57-0a3f0ce1b7a4',
    description: 'Reads the logs of a Nightwatch console',
    docker_parameters: 'nightwatch_logs',
    arguments: { type: 'object', properties: { frequency: { type: 'integer', default: 60 } }, required: [] },
    results: {},
  }),
  'Lookup/manifest.json': json({
    name: 'Lookup',
    slug: 'lookup.service',
    uuid: 'e9a6c5f0-54b5-4f6f-b94d-6b0a3c1d2e10',
    version: '0.3.0',
    description: 'Registration data of addresses, of a made-up vendor',
    configuration: {},
  }),
  'Lookup/action_lookup.json': json({
    name: 'Look up',
    uuid: '7d1b6c29-9d3c-4c7e-8f3f-2b8d8a0e4c55',
    description: 'Asks who an address belongs to',
    docker_parameters: 'lookup',
    arguments: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
    results: {},
  }),
}

const nightwatchFormat = {
  uuid: 'f2a9d6e8-3d4b-4f53-9a4e-7c1b5e6d8a90',
  name: 'Nightwatch',
  slug: 'nightwatch',
  description: 'Events of Nightwatch',
  data_sources: { 'Process monitoring': 'Starts of processes' },
  automation_module_uuid: '5b1f5c44-6f0e-4a0b-9a86-0d8a6f0b7c11',
  automation_connector_uuid: 'c3d3a3c0-8b0a-4a11-9d57-0a3f0ce1b7a4',
}

const wardFormat = {
  uuid: '1d0a7b32-55c8-4b6e-8a6c-9e2f4d3b1c77',
  name: 'Ward Firewall',
  slug: 'ward-firewall',
  description: 'Events of a firewall that forwards them',
  data_sources: { 'Network device logs': 'Accepted and refused connections' },
}

const intakeFormats = {
  'Nightwatch/_meta/manifest.yml': stringify({
    uuid: '5b1f5c44-6f0e-4a0b-9a86-0d8a6f0b7c11',
    name: 'Nightwatch',
    slug: 'nightwatch',
  }),
  'Nightwatch/nightwatch/_meta/manifest.yml': stringify(nightwatchFormat),
  'Nightwatch/nightwatch/ingest/parser.yml': stringify({ name: 'nightwatch', pipeline: [], stages: {} }),
  'Ward/_meta/manifest.yml': stringify({ uuid: '30f2be1c-7c3a-4b8e-9f58-0c8b9d2a6e43', name: 'Ward', slug: 'ward' }),
  'Ward/ward firewall/_meta/manifest.yml': stringify(wardFormat),
  'Ward/ward firewall/ingest/parser.yml': stringify({ name: 'ward-firewall', pipeline: [], stages: {} }),
}
