import type { EngineEvent } from './events.ts'
import type { TrustPort } from './trust/trust-request.ts'

/** Whose a secret is. */
export type SecretOwner =
  | { readonly kind: 'instance'; readonly product: string; readonly instance: string }
  | {
      readonly kind: 'plug'
      readonly source: string
      readonly destination: string
      readonly topic: string
      readonly mode: 'push' | 'pull'
    }

/** The vault, as the engine needs it. */
export interface SecretStore {
  /** The value, or undefined when there is none. */
  get(owner: SecretOwner, key: string): Promise<string | undefined>
  /** Keys that have a value, sorted; reads no value. */
  keys(owner: SecretOwner): Promise<readonly string[]>
  /** Writes all of them at once. */
  set(owner: SecretOwner, values: Readonly<Record<string, string>>): Promise<void>
  /** Forgets secrets of the owner; nothing happens to keys that have no value. */
  forget(owner: SecretOwner, keys: readonly string[]): Promise<void>
  /** Forgets every secret of the owner. */
  remove(owner: SecretOwner): Promise<void>
  /**
   * Digests of the keys that have a value, made with a key that only who can read the secrets has: what was set up with another value is set up
   * again. Where it is left out, a changed secret is not seen.
   */
  digests?(owner: SecretOwner, keys: readonly string[]): Promise<Readonly<Record<string, string>>>
}

/** A question to the person; `flag` is what answers it without a terminal. */
export interface PromptRequest {
  readonly kind: 'text' | 'secret' | 'confirm' | 'select'
  readonly message: string
  readonly default?: string | boolean
  readonly choices?: readonly string[]
  readonly flag?: string
}

export interface Prompter {
  /**
   * Hooks that run side by side ask side by side: whoever shows their questions lets them, and all others, wait for each other.
   *
   * @throws MeshroomError `INPUT_REQUIRED` naming the flag, when nobody can be asked
   */
  ask(request: PromptRequest): Promise<string | boolean>
}

/** What the engine takes from whoever embeds it. */
export interface EnginePorts {
  readonly secrets: SecretStore
  readonly prompter: Prompter
  /** Whose code may run. Where it is left out, whoever embeds the engine vouches for every product of the project. */
  readonly trust?: TrustPort
  /** Told of everything that happens, in order; must not throw. */
  emit(event: EngineEvent): void
}
