/**
 * What hook functions receive. Everything is plain data or asynchronous, because hooks run in a process of their own and
 * ask the engine for all else.
 */

export type Role = 'consumer' | 'producer' | 'trigger' | 'executor'
export type Mode = 'push' | 'pull'
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }
export type Settings = Readonly<Record<string, JsonValue>>

export interface ProjectInfo {
  /** Name of the project's folder. */
  readonly name: string
  readonly environment: string
}

export interface ProductInfo {
  readonly name: string
  readonly vendor?: string
  readonly description?: string
  readonly tags: readonly string[]
  /** The definition as JSON, every key kept. */
  readonly definition: Settings
}

export interface IntegrationInfo {
  readonly product: string
  readonly target: string
  readonly topic?: string
  readonly role: Role
  readonly mode: Mode
  readonly format?: string
  /** The manifest as JSON, every key kept (`manifest.automation_action_uuid`). Empty for a generic integration. */
  readonly manifest: Settings
  /** Folder of the integration's manifest, relative to the project (`products/sekoia/integrations/myedr`). */
  readonly folder: string
}

export interface InstanceContext {
  readonly name: string
  readonly product: string
  readonly settings: Settings
  /** Reads a secret of this instance. @throws HookError `SECRET_MISSING` when it has no value, `SECRET_DENIED` when the instance is not of the hook's product. */
  secret(name: string): Promise<string>
  /** Keeps a secret of this instance in the vault; null forgets it. */
  setSecret(name: string, value: string | null): Promise<void>
}

export interface PlugContext {
  /** Name of the instance that produces or triggers. */
  readonly source: string
  /** Name of the instance that consumes or executes. */
  readonly destination: string
  readonly topic: string
  readonly mode: Mode
  readonly format?: string
  readonly settings: Settings
  /** What earlier steps of this plug have put out, whichever side wrote it. */
  readonly outputs: Settings
  /** Records an output with this step; later steps, `teardown`, `produce` and `watch` find it in `outputs`. At most 64 KiB each and 256 KiB a plug; never for secrets. */
  output(name: string, value: JsonValue): Promise<void>
  secret(name: string): Promise<string>
  /** Keeps a secret of this plug in the vault; null forgets it. */
  setSecret(name: string, value: string | null): Promise<void>
}

export interface Log {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

export interface Question {
  readonly message: string
  readonly default?: string
  /** Setting or secret that the answer is meant for: where nobody can be asked, the error says how to give it. */
  readonly setting?: string
}

/**
 * Asks the person at the terminal; the hook's time limit stands still meanwhile. Where nobody can be asked, the default is the answer.
 * @throws HookError `PROMPT_UNAVAILABLE` when nobody can be asked and there is no default
 */
export interface Prompt {
  text(question: Question): Promise<string>
  secret(question: Question): Promise<string>
  confirm(question: { readonly message: string; readonly default?: boolean }): Promise<boolean>
  select(question: { readonly message: string; readonly choices: readonly string[] }): Promise<string>
}

/** A YAML or JSON file, parsed, or why it could not be. */
export type ManifestFile =
  | { readonly path: string; readonly data: JsonValue; readonly error?: never }
  | { readonly path: string; readonly error: string; readonly data?: never }

/**
 * Files, by paths relative to the project with `/`. Readable: the product's own folder, its `mirrors/<product>/` and its
 * scratch folder `.meshroom/scratch/<product>/`; besides, in `pull` and `scaffold`, `products/`. Writable: `mirrors/<product>/`, the scratch
 * folder, what `permissions.write` names; and, in `pull` and `scaffold`, `products/`. An absolute path is allowed where `permissions.write` names it.
 */
export interface Files {
  read(path: string): Promise<string>
  /** The whole file, or `length` bytes from `start`: fewer, or none, where the file ends before. */
  readBytes(path: string, range?: { readonly start: number; readonly length: number }): Promise<Uint8Array>
  /**
   * Reads many YAML or JSON files in one call, parsed by the engine: hooks have no YAML parser of their own, and a catalogue has thousands of
   * files. Answers in the order asked. A file that cannot be read or parsed says so in its `error` and hides no other.
   */
  readManifests(paths: readonly string[]): Promise<readonly ManifestFile[]>
  /** Writes atomically; makes the folders on the way. */
  write(path: string, content: string | Uint8Array): Promise<void>
  exists(path: string): Promise<boolean>
  /** Paths of all files below a folder, relative to that folder, sorted. Links and `.git` are left out. `[]` when there is no such folder. */
  list(path: string): Promise<readonly string[]>
  /** Removes a file or a whole folder; nothing happens when it is not there. */
  remove(path: string): Promise<void>
}

/** What `manifests.merge` made of each file. */
export interface MergeReport {
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly unchanged: readonly string[]
  /** `file: key` of values that a person had changed and that were left alone. */
  readonly kept: readonly string[]
}

/**
 * YAML manifests below `products/`, written without losing what a person wrote: the engine remembers what was merged last
 * (`state/pull/<product>.json`) and changes a value only when it is still that; comments and order survive. In `pull` and `scaffold` only.
 */
export interface Manifests {
  merge(files: readonly { readonly path: string; readonly data: Settings }[]): Promise<MergeReport>
}

export interface Templates {
  /**
   * Renders every file of the product's folder `templates/<set>/` into `to` (relative to the project). `{{name}}` in contents and in
   * paths is replaced by `values.name`; an unknown name is an error. An existing file is never overwritten. Binary files are copied.
   * @returns the paths written, sorted
   */
  render(set: string, to: string, values: Readonly<Record<string, string>>): Promise<readonly string[]>
}

export interface GitCloneOptions {
  readonly url: string
  /** Folder relative to the project, below `mirrors/<product>/`. */
  readonly into: string
  readonly branch?: string
}

/** Git, brokered: runs in the engine with the user's own credentials and configuration (`insteadOf`). Only https, ssh and local paths. Needs `permissions.git`. */
export interface Git {
  /** Clones, or updates a clone to the remote's newest. @returns the commit it is at now */
  sync(options: GitCloneOptions): Promise<{ readonly commit: string; readonly changed: boolean }>
  /** Makes a branch from the remote's default branch in a clone of this product, replacing one of the same name. */
  branch(options: { readonly folder: string; readonly name: string }): Promise<void>
  /** Commits everything in the clone. @returns null when there was nothing to commit */
  commit(options: { readonly folder: string; readonly message: string }): Promise<string | null>
  push(options: {
    readonly folder: string
    readonly branch: string
    readonly url: string
    readonly force?: boolean
  }): Promise<void>
}

export interface RunResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Programs, brokered. Each must be named in `permissions.run`. */
export interface Run {
  /** Runs a program to its end; secrets go in by `stdin` or `env`, never by an argument. */
  program(
    command: string,
    args: readonly string[],
    options?: { readonly stdin?: string; readonly env?: Readonly<Record<string, string>>; readonly cwd?: string },
  ): Promise<RunResult>
  /**
   * Starts a background service that outlives the command, or finds it running with the same arguments. The program `node` with a file of the
   * product as first argument is Meshroom's own Node. `id` names it within the product. Its output goes to `.meshroom/services/<product>/<id>.log`.
   * Its working directory is the project's folder. It is ready once `ready` can be connected to.
   * @throws HookError `SERVICE_NOT_READY` when it ends or is not ready in time, with the end of its log
   */
  service(
    id: string,
    command: string,
    args: readonly string[],
    options?: {
      readonly ready?: { readonly host: string; readonly port: number }
      readonly env?: Readonly<Record<string, string>>
      readonly timeoutMs?: number
    },
  ): Promise<{ readonly pid: number; readonly started: boolean }>
  /** Ends a service by SIGTERM, then SIGKILL; nothing happens when it does not run. */
  stop(id: string): Promise<void>
}

/** A byte stream over TCP, TLS or a Unix socket. */
export interface Connection extends AsyncIterable<Uint8Array> {
  write(data: string | Uint8Array): Promise<void>
  end(): Promise<void>
}

export interface ConnectOptions {
  readonly host?: string
  readonly port?: number
  readonly path?: string
  readonly tls?: boolean
}

/** What every hook receives. */
export interface HookContext {
  readonly project: ProjectInfo
  readonly product: ProductInfo
  readonly log: Log
  /** Says what is going on, and how far (0 to 1) where that is known. */
  progress(message: string, fraction?: number): void
  /** Aborted on Ctrl-C and on timeout. */
  readonly signal: AbortSignal
  readonly prompt: Prompt
  readonly files: Files
  readonly templates: Templates
  readonly fetch: typeof fetch
  webSocket(
    url: string,
    options?: { readonly headers?: Readonly<Record<string, string>> },
  ): Promise<WebSocketConnection>
  connect(options: ConnectOptions): Promise<Connection>
  readonly run: Run
  readonly git: Git
}

/** A WebSocket: text messages in, text messages out. Ends when the peer closes. */
export interface WebSocketConnection extends AsyncIterable<string> {
  send(message: string): Promise<void>
  close(): Promise<void>
}

/** Of hooks that act on one side of a plug: `setup`, `teardown`, `check`. */
export interface SideContext extends HookContext {
  readonly integration: IntegrationInfo
  readonly plug: PlugContext
  /** The tenant whose side this is. */
  readonly instance: InstanceContext
  /** The tenant at the plug's other end: what its manifest says. Its secrets stay with its own product. */
  readonly peer?: { readonly name: string; readonly product: string; readonly settings: Settings }
}

/** Of `produce`, `watch`, `trigger` and `execute`. `plug` is absent when called for an instance alone. */
export interface PlayContext extends HookContext {
  readonly topic: string
  readonly integration?: IntegrationInfo
  readonly plug?: PlugContext
  readonly instance: InstanceContext
}

export interface ActionContext extends PlayContext {
  /** The arguments given with `-p key=value`, checked and converted where the integration's manifest has `arguments`, a JSON Schema. */
  readonly arguments: Settings
}

export interface WatchContext extends PlayContext {
  /** Where to go on after: the `cursor` of the last record seen. */
  readonly cursor?: string
  /** Only what happens from this moment on matters (ISO 8601), unless a cursor is given. */
  readonly since: string
}

export interface ScaffoldContext extends HookContext {
  readonly integration: IntegrationInfo
  readonly manifests: Manifests
}

export interface PullContext extends HookContext {
  readonly manifests: Manifests
  /** The product's own settings, from its defaults and from the first of its instances, if any. */
  readonly settings: Settings
}

export interface PublishContext extends HookContext {
  readonly integration: IntegrationInfo
  /** The product's own settings, from its defaults and from the first of its instances, if any. */
  readonly settings: Settings
  /** Reads a secret of the first of the product's instances, such as a token for pull requests; undefined when there is none. */
  secret(name: string): Promise<string | undefined>
}
