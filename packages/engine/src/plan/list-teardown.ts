import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { compareHooks, selectSideHooks } from '../mesh/select-side-hooks.ts'
import type { PlugState, RecordedStep } from '../state/plug-state.ts'
import type { TeardownStep } from './plug-facts.ts'
import { asIntegration } from './recorded-integration.ts'

/**
 * What undoes a recorded plug: its sides in the reverse order of their setup, each by the teardown hooks of the integration it was set up
 * for. Hooks of one side run by `order`, equal ones in reverse. A side that no hook undoes is a step `none`, so that it is said and forgotten.
 *
 * @param hooksOf every hook of a product; empty for one that is gone
 */
export function listTeardown(
  state: PlugState,
  hooksOf: (product: string) => readonly HookDeclaration[],
): readonly TeardownStep[] {
  return sidesInReverse(state).flatMap((step) => {
    const hooks = teardownHooks(step, state, hooksOf(step.product))
    return hooks.length > 0
      ? hooks.map((hook) => toStep(step, hook.id, hook.options.title ?? sayTeardown(step, state)))
      : [unhooked(step, state)]
  })
}

/** The teardown hooks of a recorded side, in the order they run. */
export function teardownHooks(
  step: RecordedStep,
  { plug }: Pick<PlugState, 'plug'>,
  hooks: readonly HookDeclaration[],
): readonly HookDeclaration[] {
  const { integration, format } = step.inputs
  const selected = selectSideHooks(hooks, {
    kind: 'teardown',
    role: step.role,
    topic: plug.topic,
    mode: plug.mode,
    format,
    integration: integration && asIntegration(integration, step),
  }).hooks
  return selected.toSorted((a, b) => compareOrder(a, b) || -compareHooks(a, b))
}

/** One recorded step of each side, the last side first. A later step of a side knows its newest inputs. */
export function sidesInReverse({ steps }: Pick<PlugState, 'steps'>): readonly RecordedStep[] {
  const last = new Map<string, RecordedStep>()
  for (const step of steps) {
    last.delete(step.side)
    last.set(step.side, step)
  }
  return [...last.values()].reverse()
}

/** By `order` alone. */
function compareOrder(a: HookDeclaration, b: HookDeclaration): number {
  return compareHooks({ ...a, file: '', export: '' }, { ...b, file: '', export: '' })
}

function toStep({ side, product, instance }: RecordedStep, hook: string, title: string): TeardownStep {
  return { side, product, instance, hook, title }
}

function unhooked(step: RecordedStep, state: Pick<PlugState, 'plug'>): TeardownStep {
  if (step.hook === 'declarative') return toStep(step, 'declarative', sayTeardown(step, state))
  return toStep(step, 'none', `${step.product} has no teardown hook: what its setup made there stays`)
}

function sayTeardown({ role, instance }: RecordedStep, { plug }: Pick<PlugState, 'plug'>): string {
  return `tear down the ${role} of ${plug.topic} on ${instance}`
}
