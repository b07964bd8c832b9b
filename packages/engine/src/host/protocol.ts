import type { HookKind, HookOptions, JsonValue } from '@meshroom/hooks-sdk'
import type { HookInput } from './hook-host.ts'

/** Version of the messages between the engine and a host: one JSON document a line, on file descriptors 3 (in) and 4 (out) of the host. */
export const protocolVersion = 1

/** Descriptors of the host's process. */
export const inputDescriptor = 3
export const outputDescriptor = 4

/** Longest message, in bytes, in either direction. */
export const longestMessage = 32 * 1024 * 1024

/** Longest text of a log line, of progress and of an error, in characters. */
export const longestText = 16 * 1024

/** The hook to run, as its declaration says it is. */
export interface WireHook {
  readonly id: string
  /** Absolute. */
  readonly file: string
  readonly export: string
  readonly kind: HookKind
  readonly options: HookOptions
}

/** Everything that a host is told of itself. */
export interface Hello {
  readonly protocol: number
  /** URL of the module that `@meshroom/hooks-sdk` stands for. */
  readonly sdk: string
  readonly project: { readonly name: string; readonly environment: string }
  /** Who opens sockets: the engine, or, where the product asks for `net: direct`, the host itself. */
  readonly network: 'brokered' | 'direct'
  /** Whether hooks may use the network at all. */
  readonly mayFetch: boolean
  /** The product's folder by each of its names, absolute. */
  readonly folders: readonly string[]
  /** The project's folder by each of its names; frames of a stack inside it are a hook's own. */
  readonly roots: readonly string[]
}

/** A module of a product as it is run: JavaScript, or why there is none. */
export type WireSource =
  | { readonly format: 'module' | 'commonjs' | 'package'; readonly code: string }
  /** WebAssembly, as base64. */
  | { readonly format: 'wasm'; readonly bytes: string }
  | { readonly fault: string }
  /** A file of a package in `node_modules`, which the host reads from the disk: as long as it is that. */
  | { readonly sha256: string }

/** The modules of a product and of its packages, by path relative to its folder: the host runs these, and no other code of the product. */
export type WireSources = Readonly<Record<string, WireSource>>

/** Why a call is to end. */
export type AbortReason = 'cancelled' | 'timeout' | 'left'

/** An error on its way through the pipe. */
export interface WireError {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly hint?: string
  readonly stack?: string
  /** Set for a RetryableError; in milliseconds. */
  readonly retry?: { readonly after?: number }
  /** The hook could not be loaded: it never ran. */
  readonly loading?: true
}

export type ToHost =
  | ({ readonly type: 'hello' } & Hello)
  /** The product's code; what was sent before is replaced. */
  | { readonly type: 'sources'; readonly sources: WireSources }
  | { readonly type: 'call'; readonly call: number; readonly hook: WireHook; readonly input: HookInput }
  /** Grants a watch hook one more record. */
  | { readonly type: 'next'; readonly call: number }
  | { readonly type: 'abort'; readonly call: number; readonly reason: AbortReason }
  | { readonly type: 'answer'; readonly ask: number; readonly value: JsonValue }
  | { readonly type: 'refusal'; readonly ask: number; readonly error: WireError }

export type FromHost =
  | { readonly type: 'ready'; readonly protocol: number }
  | { readonly type: 'done'; readonly call: number; readonly value: JsonValue }
  | { readonly type: 'failed'; readonly call: number; readonly error: WireError }
  | { readonly type: 'record'; readonly call: number; readonly value: JsonValue }
  | { readonly type: 'ended'; readonly call: number }
  | {
      readonly type: 'ask'
      readonly ask: number
      readonly call: number
      readonly service: string
      readonly args: Readonly<Record<string, JsonValue>>
    }
  | {
      readonly type: 'log'
      readonly call: number
      readonly level: 'debug' | 'info' | 'warn' | 'error'
      readonly message: string
      /** The line goes on in the next message of this call and level. */
      readonly continued?: true
    }
  | { readonly type: 'progress'; readonly call: number; readonly message: string; readonly fraction?: number }
  /** The last word of a host that ends because of an error nobody caught. */
  | { readonly type: 'fatal'; readonly error: WireError }
