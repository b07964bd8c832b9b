import type { Diagnostic } from '../diagnostic.ts'
import { instanceNamesAreUnique } from './instance-names-are-unique.ts'
import type { Rule, RuleInput } from './rule.ts'

const RULES: readonly Rule[] = [instanceNamesAreUnique]

/** Every breach of every rule across manifests. */
export function runRules(input: RuleInput): readonly Diagnostic[] {
  return RULES.flatMap((rule) => rule(input))
}
