import type { Diagnostic } from '../diagnostic.ts'
import type { FoundInstance } from '../read/project-layout.ts'
import type { Rule } from './rule.ts'

/** Commands name an instance without its product, so its name must be unique in the project. The first is kept. */
export const instanceNamesAreUnique: Rule = ({ layout }) => {
  const first = new Map<string, FoundInstance>()
  const problems: Diagnostic[] = []
  for (const instance of layout.instances) {
    const other = first.get(instance.name)
    if (other === undefined) first.set(instance.name, instance)
    else problems.push(reportTwin(instance, other))
  }
  return problems
}

function reportTwin(instance: FoundInstance, first: FoundInstance): Diagnostic {
  return {
    severity: 'error',
    code: 'INSTANCE_NAME_TWICE',
    message: `there is already an instance "${instance.name}", of product "${first.product}"; this one is left out`,
    hint: `rename the folder ${folderOf(instance)}`,
    ...startOf(instance),
    related: [{ message: 'the instance that is kept', ...startOf(first) }],
  }
}

function startOf(instance: FoundInstance) {
  return { file: instance.file ?? folderOf(instance), line: 1, column: 1 }
}

function folderOf({ product, name }: FoundInstance): string {
  return `instances/${product}/${name}`
}
