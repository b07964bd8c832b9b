import type { HookKind } from '@meshroom/hooks-sdk'
import type { Role } from '@meshroom/model'

/** What a call of one of the SDK's functions makes. */
export interface Factory {
  readonly kind: HookKind
  readonly role?: Role
  /** Whether it has `.consumer`, `.producer`, `.trigger` and `.executor`. */
  readonly hasRoles: boolean
}

export const sdkModule = '@meshroom/hooks-sdk'

export const roles = ['consumer', 'producer', 'trigger', 'executor'] as const satisfies readonly Role[]

const withRoles = ['setup', 'teardown', 'check', 'scaffold', 'publish'] as const satisfies readonly HookKind[]
const withoutRoles = ['produce', 'watch', 'trigger', 'execute', 'pull'] as const satisfies readonly HookKind[]

/** The SDK's factories by the name that a hook file imports. */
export const factories: ReadonlyMap<string, Factory> = new Map<string, Factory>([
  ...withRoles.map((kind) => [kind, { kind, hasRoles: true }] as const),
  ...withoutRoles.map((kind) => [kind, { kind, hasRoles: false }] as const),
  ['consume', { kind: 'watch', hasRoles: false }],
])

/** Everything else that the SDK exports as a value; what is not here is a type, or a slip. */
export const otherExports: readonly string[] = ['HookError', 'RetryableError', 'hookVersion']
