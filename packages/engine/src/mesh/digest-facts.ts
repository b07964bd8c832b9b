import type { DesiredPlug } from '../plan/plug-facts.ts'
import { digestValue } from '../state/digest-code.ts'
import type { MeshFacts } from './gather-facts.ts'

/** Parts of a basis, in their order. */
const parts = ['settings, secrets or definitions', 'hook code', 'what is recorded in state/', 'what is refused']

/** Of everything that a plan is decided from: while it is the same, the plan is. A digest of each part, so that one can tell which has changed. */
export function digestFacts({ desired, recorded, abandoned, unreadable, refused, code }: MeshFacts): string {
  const facts = [
    [desired.map(wantedOf), code.map(({ code: _, ...side }) => side)],
    [
      desired.map(({ steps }) => steps.map(({ inputs }) => inputs.code)),
      code.map(({ definition: _, ...side }) => side),
    ],
    [
      [...recorded].sort(([a], [b]) => (a < b ? -1 : 1)),
      abandoned.map(({ state, cause }) => [state.plug, cause]),
      unreadable,
    ],
    refused,
  ]
  return facts.map(digestValue).join('.')
}

/** The parts in which two bases differ, for people; none where they are not known, as of a plan that an older version has made. */
export function changedFacts(then: string, now: string): readonly string[] {
  const [before, after] = [then.split('.'), now.split('.')]
  if (before.length !== parts.length) return []
  return parts.filter((_, index) => before[index] !== after[index])
}

/** Without code, and what else is known of how the plug was described. */
function wantedOf({ plug, format, steps, adopted }: DesiredPlug) {
  const withoutCode = steps.map((step) => ({ ...step, inputs: { ...step.inputs, code: '' } }))
  return { plug, format, steps: withoutCode, adopted }
}
