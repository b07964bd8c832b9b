import type { MergeReport } from '@meshroom/hooks-sdk'
import type { Integration, Plug, Product, Project } from '@meshroom/model'
import type { HookDeclaration, HookManifest } from '../hooks/hook-declaration.ts'
import type { HookHost } from '../host/hook-host.ts'
import type { ProjectLock } from '../lock/project-lock.ts'
import type { PlugRef } from '../plan/plan.ts'
import type { EnginePorts } from '../ports.ts'
import type { StateStore } from '../state/state-store.ts'

/** A project as it was when it was opened; after an edit, open it again. */
export interface Mesh {
  /** Absolute path. */
  readonly root: string
  readonly environment: string
  readonly project: Project
  readonly ports: EnginePorts
  /** What has been set up in this environment. */
  readonly states: StateStore
  /** Held by whoever edits what is recorded. */
  readonly lock: ProjectLock
  /** The hooks of a product, found by reading, once per mesh. No hooks for a product that is not there. */
  hooksOf(product: string): Promise<HookManifest>
  /** The integrations of a product, in the order of the project. */
  integrationsOf(product: string): readonly Integration[]
  /** Secrets that hooks have written through this mesh, as `<owner>.<key>`: they are made by a run, and do not make one. */
  readonly writtenSecrets: ReadonlySet<string>
  plugOf(plug: PlugRef): Plug | undefined
  /** Digest of the code that a hook may use. */
  codeDigestOf(hook: HookDeclaration): Promise<string>
  /** Starts a process for the hooks of a product; whoever starts it closes it. The operation (`up`, `pull`, …) is said to people. */
  startHost(
    product: Product,
    operation: string,
    options?: { readonly onMerge?: (report: MergeReport) => void },
  ): HookHost
}
