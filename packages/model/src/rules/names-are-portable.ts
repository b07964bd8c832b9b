import type { Diagnostic } from '../diagnostic.ts'
import { checkName } from '../names/check-name.ts'
import { placeBreach } from './breach.ts'
import type { Rule, RuleInput } from './rule.ts'

interface Named {
  readonly what: string
  readonly name: string
  readonly file: string
}

/** Folders and files name products, instances and topics: names that one system allows can be impossible or harmful on another. */
export const namesArePortable: Rule = (input) => {
  const named = [...namesOf(input)]
  const firstOfEach = new Map(named.map((one) => [`${one.what} ${one.name} ${one.file}`, one]))
  return [...firstOfEach.values()].flatMap((one) => check(input, one))
}

function* namesOf({ project }: RuleInput): Generator<Named> {
  for (const { name, file, folder } of project.products.values()) yield { what: 'product', name, file: file ?? folder }
  for (const { name, file, folder } of project.instances.values())
    yield { what: 'instance', name, file: file ?? folder }
  for (const { topic, file } of [...project.integrations, ...project.plugs]) {
    if (topic !== undefined) yield { what: 'topic', name: topic, file }
  }
}

function check(input: RuleInput, { what, name, file }: Named): Diagnostic[] {
  const problem = checkName(name)
  if (problem === undefined) return []
  const { severity, code, message } = problem
  const breach = { severity, code, message: `the ${what} ${JSON.stringify(name)} ${message}`, hint: `rename ${file}` }
  return [placeBreach(input, breach, { file })]
}
