import type { Capability, Mode } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'

const modes = ['push', 'pull'] as const satisfies readonly Mode[]

/**
 * What a product can do because of its product-wide setup hooks, besides what it declares: each implies its capability, in both
 * modes where it names none and in any format where it names none.
 *
 * A hook without a format implies nothing where its very topic is declared in that mode, so that a declared format stays a limit.
 * A hook with `requires` implies nothing by itself: it serves only integrations with a manifest, and the manifest then says so. Nor does
 * a product-wide hook without a role: it serves whatever is declared.
 */
export function implyCapabilities(
  declared: readonly Capability[],
  hooks: readonly HookDeclaration[],
): readonly Capability[] {
  return hooks
    .filter(impliesSomething)
    .flatMap(capabilitiesOf)
    .filter((implied) => !isDeclared(implied, declared))
}

function impliesSomething(hook: HookDeclaration): boolean {
  return hook.kind === 'setup' && hook.integration === undefined && (hook.options.requires ?? []).length === 0
}

function capabilitiesOf(hook: HookDeclaration): Capability[] {
  const { topic, mode, format } = hook.options
  const { role } = hook
  if (role === undefined) return []
  return (mode === undefined ? modes : [mode]).map((each) => ({
    role,
    mode: each,
    ...(topic !== undefined && { topic }),
    ...(format !== undefined && { format }),
    constraints: {},
  }))
}

function isDeclared(implied: Capability, declared: readonly Capability[]): boolean {
  return declared.some(
    ({ role, topic, mode, format }) =>
      role === implied.role &&
      topic === implied.topic &&
      mode === implied.mode &&
      (implied.format === undefined || implied.format.toLowerCase() === format?.toLowerCase()),
  )
}
