import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import { parseEntry } from '../../src/journal/journal-entry.ts'
import { type BuiltOperations, buildOperations } from './build-operations.ts'
import type { RecordingTenant, TenantCall } from './recording-tenant.ts'

export type ProcessOperation =
  | { readonly type: 'up' | 'down' | 'trust' | 'adopt' | 'forget' | 'repair' | 'commit' }
  | { readonly type: 'mark'; readonly url: string }
  | { readonly type: 'configure'; readonly instance: string; readonly version: string }
  | { readonly type: 'add'; readonly product: string; readonly name: string; readonly url: string }
  | { readonly type: 'remove'; readonly instance: string }
  | { readonly type: 'plug' | 'unplug'; readonly source: string; readonly destination: string }
  | { readonly type: 'create product'; readonly name: string }
  | { readonly type: 'create integration'; readonly product: string; readonly target: string }
  | { readonly type: 'write'; readonly file: string; readonly text: string }

/** What came of a process. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly events: readonly {
    readonly type: string
    readonly step?: string
    readonly code?: string
    readonly message?: string
    readonly hint?: string
    /** Of an error of the system, which the command line puts into words. */
    readonly path?: string
    /** Why a step failed. */
    readonly error?: { readonly code: string; readonly message: string; readonly hint?: string }
  }[]
  readonly stderr: string
}

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Called with the process once it has started. */
  onStart?(child: { kill(signal: NodeJS.Signals): boolean }): void
}

/** Built once for a file of tests. */
let built: Promise<BuiltOperations> | undefined

afterAll(async () => (await built)?.remove())

/** Does operations on a project in a process of its own, every change of a file below it a failpoint, and every sync. */
export async function runProcess(
  root: string,
  operations: readonly ProcessOperation[],
  { env = {}, onStart }: ProcessOptions = {},
): Promise<Ended> {
  built ??= buildOperations()
  const { program, compileCache } = await built
  const child = spawn(process.execPath, [...program, root, JSON.stringify(operations)], {
    env: { PATH: process.env.PATH, HOME: root, NODE_COMPILE_CACHE: compileCache, CRASH_SYNCS: '1', ...env },
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (data: Buffer) => out.push(data))
  child.stderr.on('data', (data: Buffer) => err.push(data))
  onStart?.(child)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) =>
      resolve({
        code,
        signal,
        events: parseLines(Buffer.concat(out).toString()),
        stderr: Buffer.concat(err).toString(),
      }),
    )
  })
}

function parseLines(text: string): Ended['events'] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}

/** Two products whose hooks make and take things on the tenant, those of the SIEM named by a setting; `a` sends events to `b`, and more where more instances are named. */
export async function writeProject(
  tenant: RecordingTenant,
  plugs: readonly (readonly [source: string, destination: string])[] = [['a', 'b']],
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'meshroom-crash-'))
  const files: Record<string, string> = {
    'products/edr/definition.yaml': definition('edr', 'produces'),
    'products/edr/hooks.ts': hooks('producer', { count: 2 }),
    'products/siem/definition.yaml': definition('siem', 'consumes'),
    [siemHooks.file]: siemHooks.first,
  }
  for (const [source, destination] of plugs) {
    files[`instances/edr/${source}/config.yaml`] = `settings:\n  url: ${tenant.url}\n  version: v1\n`
    files[`instances/siem/${destination}/config.yaml`] = `settings:\n  url: ${tenant.url}\n  version: v1\n`
    files[`instances/edr/${source}/plugs/${destination}/events.yaml`] = 'topic: events\n'
  }
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
  return root
}

function definition(name: string, verb: string): string {
  return `name: ${name}
${verb}:
  events:
    - {}
settings:
  - name: url
  - name: version
permissions:
  net: ['{url}']
`
}

interface Setups {
  readonly count: number
  /** A change is met by teardown and setup: the version is part of the name of what they make. */
  readonly replace?: boolean
  /** The beginning of their names. */
  readonly name?: string
}

/** As many setup hooks, and one teardown. */
function hooks(role: string, { count, replace = false, name = 'setup' }: Setups): string {
  const named = replace ? `@\${instance.settings.version}` : ''
  const setup = (index: number) => `
export const ${name}${index} = setup.${role}({ topic: 'events', order: ${index}, replace: ${replace} }, async ({ plug, instance }) => {
  await ask('make', \`\${instance.name}/\${plug.source}>\${plug.destination}/${index}${named}\`, instance)
  await plug.output('${role}${index}', instance.settings.version)
})`
  return `import { setup, teardown } from '@meshroom/hooks-sdk'

async function ask(action, thing, { settings: { url, version } }) {
  const answer = await fetch(\`\${url}/?\${new URLSearchParams({ action, thing, value: version })}\`)
  if (!answer.ok) throw new Error(\`the tenant answered \${answer.status}\`)
}
${Array.from({ length: count }, (_, index) => setup(index)).join('\n')}

export const undo = teardown.${role}('events', async ({ plug, instance }) => {
  await ask('take', \`\${instance.name}/\${plug.source}>\${plug.destination}/\`, instance)
})
`
}

/** Hooks that say `replace`, and the same by another name. */
export const siemHooks = {
  file: 'products/siem/hooks.ts',
  first: hooks('consumer', { count: 1, replace: true }),
  renamed: hooks('consumer', { count: 1, replace: true, name: 'renamed_setup' }),
} as const

export async function copyProject(root: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'meshroom-crash-'))
  await cp(root, copy, { recursive: true })
  return copy
}

export async function removeProject(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true })
}

/** Makes drafts of files as old as they are when somebody comes back to the project. */
export async function ageDrafts(root: string): Promise<void> {
  const before = new Date(Date.now() - 3_600_000)
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  for (const { name, parentPath } of entries)
    if (name.endsWith('.tmp')) await utimes(join(parentPath, name), before, before)
}

/** Every file of a project by its path, without what is remembered to be quick and git's own; nothing tells which copy it was, or when. */
export async function readProject(root: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !/^(\.(meshroom|cache\/meshroom)\/(cache|seals)|\.git)\//.test(file))
    .sort()
  const texts = files.map(async (file) => {
    const text = (await readFile(join(root, file), 'utf8')).replaceAll(root, '…')
    return [file.replace(/\b[0-9a-f]{32}\b/, '*'), timeless(text)] as const
  })
  return Object.fromEntries(await Promise.all(texts))
}

function timeless(text: string): string {
  return text.replace(/"(at|checksum|trustedAt)": "[^"]*"/g, '"$1": "…"')
}

/** Steps that are known to be done: those that were told, and those that the journal says. */
export async function doneSteps(root: string, { events }: Ended): Promise<ReadonlySet<string>> {
  return new Set([...toldSteps(events), ...(await journaledSteps(root))])
}

/** Steps that a run has told to have succeeded. */
export function toldSteps(events: Ended['events']): readonly string[] {
  return events.filter(({ type }) => type === 'step-succeeded').map(({ step }) => step ?? '')
}

/** Steps that the journal has as succeeded, of this run or of one that was killed before. */
export async function journaledSteps(root: string): Promise<readonly string[]> {
  const journal = await readFile(join(root, '.meshroom/journal/default.ndjson'), 'utf8').catch(() => '')
  const entries = journal.split('\n').flatMap((line) => parseEntry(line) ?? [])
  return entries.filter(({ kind }) => kind === 'success').map(({ step }) => step)
}

/** The call of a tenant that a step makes, by whichever setting the thing is named. */
export function callOf(step: string): string {
  const [source, destination, , , side, action, hook] = step.split('/')
  const instance = side === 'source' ? source : destination
  const place = action === 'setup' ? (/setup(\d)$/.exec(step)?.[1] ?? hook) : ''
  return `${action === 'setup' ? 'make' : 'take'} ${instance}/${source}>${destination}/${place}`
}

export function sayCall({ action, thing }: TenantCall): string {
  return `${action} ${thing.replace(/@.*/, '')}`
}
