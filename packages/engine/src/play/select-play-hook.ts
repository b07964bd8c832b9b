import type { HookKind } from '@meshroom/hooks-sdk'
import type { Role } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { compareHooks, selectSideHooks } from '../mesh/select-side-hooks.ts'
import type { Actor, Scene } from './scene.ts'

/** Whose hook goes first. `produce`: the consumer's is there to emulate. `watch`: the consumer's shows what was really received. */
export const precedence = {
  produce: ['producer', 'trigger', 'consumer', 'executor'],
  watch: ['consumer', 'executor', 'producer', 'trigger'],
  trigger: ['trigger'],
  execute: ['executor'],
} as const satisfies Partial<Record<HookKind, readonly Role[]>>

export type PlayKind = keyof typeof precedence

/** A hook with the end that it belongs to. */
export interface PlayHook {
  readonly hook: HookDeclaration
  readonly actor: Actor
}

/**
 * Chooses the hook that serves what is played: by role as {@link precedence} says; of one product the most specific, that is an integration's own before
 * the product's, a named topic before none, a named mode before none, a named format before none; then by file and export.
 *
 * @returns undefined when no hook serves
 */
export function selectPlayHook(kind: PlayKind, scene: Scene): PlayHook | undefined {
  for (const role of precedence[kind]) {
    for (const actor of scene.actors.filter((each) => each.role === role)) {
      const hook = mostSpecific(kind, actor, scene)
      if (hook !== undefined) return { hook, actor }
    }
  }
  return undefined
}

function mostSpecific(kind: PlayKind, actor: Actor, { topic, mode, format, plug }: Scene): HookDeclaration | undefined {
  const { role, integration } = actor
  const modes = plug === undefined ? ([mode, mode === 'push' ? 'pull' : 'push'] as const) : [mode]
  const fitting = modes.flatMap(
    (each) => selectSideHooks(actor.hooks, { kind, role, topic, mode: each, format, integration }).hooks,
  )
  return fitting.toSorted((a, b) => specificity(b) - specificity(a) || compareHooks(a, b))[0]
}

function specificity({ integration, options }: HookDeclaration): number {
  return (
    8 * Number(integration !== undefined) +
    4 * Number(options.topic !== undefined) +
    2 * Number(options.mode !== undefined) +
    Number(options.format !== undefined)
  )
}
