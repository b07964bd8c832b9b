import type { Diagnostic } from '../diagnostic.ts'

/** Where the manifests of a project are, by folders and names; nothing is read yet. All paths are relative, with `/`, all lists sorted. */
export interface ProjectLayout {
  readonly products: readonly FoundProduct[]
  readonly integrations: readonly FoundIntegration[]
  readonly instances: readonly FoundInstance[]
  readonly plugs: readonly FoundPlug[]
  /** What was wrong with the folders themselves. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface InstanceIdentity {
  readonly product: string
  readonly name: string
}

export interface FoundProduct {
  readonly name: string
  readonly file?: string
  /** What its folder and those of its integrations have that is neither a folder nor YAML, links too; relative to the product. */
  readonly others?: readonly string[]
}

export interface FoundIntegration {
  readonly product: string
  readonly target: string
  /** The file's name without its ending. */
  readonly stem: string
  readonly file: string
}

export interface FoundInstance extends InstanceIdentity {
  readonly file?: string
}

export interface FoundPlug {
  readonly source: InstanceIdentity
  readonly destination: string
  readonly stem: string
  readonly file: string
}
