import type { HookKind, HookOptions } from '@meshroom/hooks-sdk'
import type { Diagnostic, Mode, Place, Role } from '@meshroom/model'

/** A hook as read from its source, never by running it. */
export interface HookDeclaration {
  /** `<file relative to the project>#<export>`; unique in the project. */
  readonly id: string
  readonly product: string
  /** Relative to the project. */
  readonly file: string
  readonly export: string
  readonly kind: HookKind
  /** From the factory (`setup.consumer`), or from the file name of the integration it stands beside. */
  readonly role?: Role
  readonly options: HookOptions
  /** The integration whose manifest it stands beside; absent when it is product-wide. */
  readonly integration?: { readonly target: string; readonly topic?: string; readonly role: Role; readonly mode: Mode }
  readonly place: Place
}

/** The hooks of one product, sorted by file and export. */
export interface HookManifest {
  readonly product: string
  readonly hooks: readonly HookDeclaration[]
  /** What could not be read, with its place. */
  readonly diagnostics: readonly Diagnostic[]
}
