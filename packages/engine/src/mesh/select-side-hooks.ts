import type { HookKind } from '@meshroom/hooks-sdk'
import { compareNames, type Integration, type Mode, type Role } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'

/** One side of a plug, as far as the choice of hooks goes. */
export interface HookQuestion {
  readonly kind: HookKind
  readonly role: Role
  readonly topic: string
  readonly mode: Mode
  /** The plug's format once both sides are known. A hook that names a format never serves a plug without one. */
  readonly format?: string | undefined
  /** The integration's manifest; absent for a generic one. */
  readonly integration?: Integration | undefined
}

/** The hooks that serve a side, in the order they run, and those that would but for one thing. */
export interface HookAnswer {
  readonly hooks: readonly HookDeclaration[]
  readonly refused: readonly { readonly hook: HookDeclaration; readonly reason: string }[]
}

/**
 * Chooses the hooks of one kind that serve a side of a plug.
 *
 * The integration's own hooks go before product-wide ones, which yield to them unless they say `keepWhenOverloaded`. Role, topic, mode and
 * format of a hook must fit where it names them. `requires: ['key']` holds when the integration's manifest has that key with a value
 * other than null: a hook that requires anything never serves a generic integration, which has no manifest, and so implies
 * no capability either. The order is `order`, then file, then export; never that of the disk.
 *
 * @example
 * selectSideHooks(manifest.hooks, { kind: 'setup', role: 'consumer', topic: 'events', mode: 'push' }).hooks
 */
export function selectSideHooks(hooks: readonly HookDeclaration[], question: HookQuestion): HookAnswer {
  const candidates = hooks.filter((hook) => hook.kind === question.kind && isAbout(hook, question))
  const judged = candidates.map((hook) => ({ hook, reason: whyNot(hook, question) }))
  const fitting = judged.filter(({ reason }) => reason === undefined).map(({ hook }) => hook)
  const overloaded = fitting.some((hook) => hook.integration !== undefined)
  const serves = (hook: HookDeclaration) =>
    !overloaded || hook.integration !== undefined || hook.options.keepWhenOverloaded === true
  return {
    hooks: fitting.filter(serves).sort(compareHooks),
    refused: [
      ...judged.flatMap(({ hook, reason }) => (reason === undefined ? [] : [{ hook, reason }])),
      ...fitting
        .filter((hook) => !serves(hook))
        .map((hook) => ({ hook, reason: "yields to the integration's own hook" })),
    ].sort((a, b) => compareHooks(a.hook, b.hook)),
  }
}

/** Ascending `order`; equal ones by file and export, in code units. */
export function compareHooks(a: HookDeclaration, b: HookDeclaration): number {
  return (
    compareNumbers(orderWeight(a), orderWeight(b)) || compareNames(a.file, b.file) || compareNames(a.export, b.export)
  )
}

/** Keys that a manifest has, as `requires` sees them. */
export function manifestKeys(integration: Integration): ReadonlySet<string> {
  const keys = Object.keys(integration.extra).filter(
    (key) => integration.extra[key] !== null && integration.extra[key] !== undefined,
  )
  if (integration.settings.length > 0) keys.push('settings')
  if (integration.format !== undefined) keys.push('format')
  if (integration.ownsBoth) keys.push('owns_both')
  return new Set(keys)
}

/** Whether the hook speaks of this integration, role and topic at all; one that does not is no near miss. */
function isAbout(hook: HookDeclaration, { role, topic, integration }: HookQuestion): boolean {
  if (hook.role !== undefined && hook.role !== role) return false
  if (hook.options.topic !== undefined && hook.options.topic !== topic) return false
  return hook.integration === undefined || (integration !== undefined && stem(hook.file) === stem(integration.file))
}

/** A hook file stands beside the manifest of the same name. */
function stem(file: string): string {
  return file.replace(/\.[^./]+$/, '')
}

function whyNot(hook: HookDeclaration, question: HookQuestion): string | undefined {
  const { mode, format, requires } = hook.options
  if (mode !== undefined && mode !== question.mode) return `serves ${mode} only`
  if (format !== undefined && format.toLowerCase() !== question.format?.toLowerCase())
    return `serves format ${format} only`
  const missing = missingKeys(requires ?? [], question.integration)
  if (missing.length === 0) return undefined
  const where = question.integration === undefined ? 'the manifest of an integration' : question.integration.file
  return `requires ${missing.join(', ')} in ${where}`
}

function missingKeys(requires: readonly string[], integration: Integration | undefined): readonly string[] {
  if (integration === undefined) return requires
  const keys = manifestKeys(integration)
  return requires.filter((key) => !keys.has(key))
}

function orderWeight({ options: { order } }: HookDeclaration): number {
  if (order === 'first') return Number.NEGATIVE_INFINITY
  if (order === 'last') return Number.POSITIVE_INFINITY
  return order ?? 0
}

/** A difference would be NaN for two infinities. */
function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}
