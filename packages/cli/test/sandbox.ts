import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type EnginePorts, ownProduct, type TrustPort } from '@meshroom/engine'
import { onTestFinished } from 'vitest'

const cli = fileURLToPath(new URL('..', import.meta.url))

const built = [join(cli, 'bin/run.js')]

const sources = ['--no-warnings', '--conditions=@meshroom/source', join(cli, 'bin/dev.js')]

/** How to start the CLI: what was built, or its sources, which need no build. In CI what was built is tested throughout. */
const programs = { sources, built, usual: process.env.CI ? built : sources }

export interface RunOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A machine of its own for one test: project, home and temporary folder lie in one folder that goes with the test. */
export class Sandbox {
  readonly folder: string
  readonly program: readonly string[]
  readonly node: string

  /** @param node The Node that runs the command; that of the tests unless given. */
  constructor(folder: string, program: readonly string[], node: string = process.execPath) {
    this.node = node
    this.folder = folder
    this.program = program
  }

  get project(): string {
    return join(this.folder, 'project')
  }

  get env(): Record<string, string> {
    const { folder } = this
    return {
      PATH: process.env.PATH ?? '',
      HOME: join(folder, 'home'),
      XDG_CONFIG_HOME: join(folder, 'home/.config'),
      XDG_DATA_HOME: join(folder, 'home/.local/share'),
      XDG_CACHE_HOME: join(folder, 'home/.cache'),
      XDG_STATE_HOME: join(folder, 'home/.local/state'),
      TMPDIR: join(folder, 'tmp'),
      MESHROOM_PASSPHRASE: '',
      MESHROOM_AGENT: 'off',
      OCLIF_DISABLE_RC: '1',
    }
  }

  /** Runs a command line in the project's folder, without a terminal. */
  meshroom(
    line: string | readonly string[],
    { input = '', env = {}, cwd = this.project }: RunOptions = {},
  ): Promise<Outcome> {
    const words = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line
    const child = spawn(this.node, [...this.program, ...words], { cwd, env: { ...this.env, ...env } })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    return outcomeOf(child)
  }

  /** Starts a command that the test goes on to deal with while it runs. */
  start(line: string): Running {
    return new Running(
      spawn(process.execPath, [...this.program, ...line.split(' ')], { cwd: this.project, env: this.env }),
    )
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.project, path)), { recursive: true })
      await writeFile(join(this.project, path), text)
    }
    const products = Object.keys(files).flatMap((path) => /^products\/([^/]+)\//.exec(path)?.[1] ?? [])
    for (const product of new Set(products)) await this.own(product)
  }

  /** What a test writes is its own, as if `meshroom create product` had made it. */
  async own(product: string): Promise<void> {
    const trust: TrustPort = {
      folder: join(this.env.XDG_STATE_HOME ?? '', 'meshroom/trust'),
      policy: 'ask',
      ask: async () => 'no',
    }
    const ports = { trust } as unknown as EnginePorts
    await ownProduct({ root: this.project, ports }, { name: product, folder: `products/${product}` })
  }

  read(path: string): Promise<string> {
    return readFile(join(this.project, path), 'utf8')
  }

  /** Every file in the sandbox, project, home and temporary folder alike. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  }
}

/** A command that runs. */
export class Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly outcome: Promise<Outcome>
  #stderr = ''
  #stdout = ''
  #changed: () => void = () => {}

  constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child
    this.outcome = outcomeOf(child)
    child.stderr.on('data', (data) => {
      this.#stderr += data
      this.#changed()
    })
    child.stdout.on('data', (data) => {
      this.#stdout += data
      this.#changed()
    })
    onTestFinished(() => void child.kill('SIGKILL'))
  }

  /** Waits for a text on standard error, or on either. */
  async see(text: string, where: 'stderr' | 'any' = 'stderr'): Promise<void> {
    while (!(where === 'any' ? this.#stdout + this.#stderr : this.#stderr).includes(text)) {
      const changed = new Promise<void>((resolve) => {
        this.#changed = resolve
      })
      const ended = this.outcome.then(({ code }) =>
        Promise.reject(new Error(`exit ${code}, no "${text}": ${this.#stderr}`)),
      )
      await Promise.race([changed, ended])
    }
  }
}

/** @param program `built` runs what `pnpm build` made. */
export async function sandbox(program: keyof typeof programs = 'usual'): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'meshroom-cli-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const path of ['project', 'home', 'tmp']) await mkdir(join(folder, path))
  return new Sandbox(folder, programs[program])
}

/** A sandbox with a project of two products whose hooks need no tenant. */
export async function sandboxWithMesh(program?: keyof typeof programs): Promise<Sandbox> {
  const box = await sandbox(program)
  await box.write(meshFiles)
  return box
}

export const meshFiles: Readonly<Record<string, string>> = {
  'products/edr/definition.yaml': `name: edr
vendor: Acme
produces:
  events:
    - format: ocsf
executes:
  search_threat:
    - {}
settings:
  - name: API_KEY
    secret: true
  - name: region
    default: fra1
`,
  'products/edr/hooks.ts': `import { setup, teardown } from '@meshroom/hooks-sdk'

export const forward = setup.producer({ topic: 'events', title: 'forward events' }, async ({ log, plug }) => {
  log.info('forwarding')
  await plug.output('stream', 'one')
})
export const stop = teardown.producer({ topic: 'events', title: 'stop forwarding' }, async () => {})
`,
  'products/siem/definition.yaml': `name: siem
vendor: Umbrella
consumes:
  events:
    - {}
settings:
  - name: fails
    type: boolean
    required: false
  - name: slow
    type: integer
    required: false
`,
  'products/siem/hooks.ts': `import { produce, setup, teardown, trigger, watch } from '@meshroom/hooks-sdk'

const store = '.meshroom/scratch/siem/events.ndjson'

export const intake = setup.consumer({ topic: 'events', title: 'open an intake' }, async ({ instance }) => {
  if (instance.settings.fails) throw new Error('the tenant answered 401')
  for (let left = Number(instance.settings.slow ?? 0); left > 0; left--) await new Promise((go) => setTimeout(go, 10))
})
export const close = teardown.consumer({ topic: 'events', title: 'close the intake' }, async () => {})

export const emulate = produce('events', async ({ files }, batch) => {
  const good = batch.filter((line) => line !== 'bad')
  const before = (await files.exists(store)) ? await files.read(store) : ''
  await files.write(store, before + good.map((line) => line + '\\n').join(''))
  const rejected = batch.flatMap((line, index) => (line === 'bad' ? [{ index, reason: 'not JSON', retryable: false }] : []))
  return { accepted: good.length, rejected }
})
export const received = watch('events', async function* ({ files, cursor }) {
  const lines = (await files.read(store)).trimEnd().split('\\n')
  for (const [index, line] of lines.entries()) {
    if (index >= Number(cursor ?? 0)) yield { event: JSON.parse(line), cursor: String(index + 1) }
  }
})
export const ask = trigger('search_threat', async ({ arguments: given }) => ({ asked: given }))
`,
  'instances/.gitkeep': '',
}

function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data) => (stdout += data))
  child.stderr.on('data', (data) => (stderr += data))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** An EDR whose secret may be left out. */
export const edrWithoutSecret = (meshFiles['products/edr/definition.yaml'] ?? '').replace(
  'secret: true\n',
  'secret: true\n    required: false\n',
)

/** {@link sandboxWithMesh}, with an instance of each and a plug for events. */
export async function sandboxWithPlug(siemSettings = '', program?: keyof typeof programs): Promise<Sandbox> {
  const box = await sandboxWithMesh(program)
  await box.write({
    'products/edr/definition.yaml': edrWithoutSecret,
    'instances/siem/siem/config.yaml': `settings:\n  region: x\n${siemSettings}`,
    'instances/edr/edr/config.yaml': 'settings:\n  region: fra1\n',
    'instances/edr/edr/plugs/siem/events.yaml': 'format: ocsf\n',
  })
  return box
}
