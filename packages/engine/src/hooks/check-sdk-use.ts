import { suggestName } from '@meshroom/model'
import type { CallExpression, MemberExpression, Node } from 'acorn'
import { memberName, resolveFactory, visit } from './find-factory-calls.ts'
import { factories, otherExports, roles, sdkModule } from './hook-factories.ts'
import type { ModuleFacts } from './read-module.ts'
import type { Report } from './report-place.ts'

const values = [...factories.keys(), ...otherExports]

/** Reports uses of the SDK that would fail at run time, or that hide hooks: unknown names and roles, `require`. */
export function checkSdkUse(facts: ModuleFacts, report: Report): void {
  for (const { imported, node } of facts.sdkImports.values()) {
    if (imported !== '*') checkImport(imported, node, report)
  }
  visit(facts.program, (node) => {
    if (node.type === 'MemberExpression') checkMember(node as MemberExpression, facts, report)
    if (node.type === 'CallExpression') checkRequire(node as CallExpression, report)
  })
}

function checkImport(name: string, node: Node, report: Report): void {
  if (values.includes(name)) return
  const near = suggestName(name, values)
  const hint =
    near === undefined
      ? `a type is imported with: import type { ${name} } from '${sdkModule}'`
      : `did you mean "${near}"?`
  report(node, 'HOOK_IMPORT_UNKNOWN', `${sdkModule} has no "${name}" at run time`, { hint })
}

function checkMember(node: MemberExpression, facts: ModuleFacts, report: Report): void {
  const name = memberName(node)
  if (name === undefined || node.object.type === 'Super') return
  if (isNamespace(node.object, facts)) checkImport(name, node.property, report)
  else checkRole(node, name, { facts, report })
}

function checkRole(
  node: MemberExpression,
  name: string,
  { facts, report }: { facts: ModuleFacts; report: Report },
): void {
  if (node.object.type === 'Super') return
  const factory = resolveFactory(node.object, facts)
  if (factory === undefined || factory.role !== undefined) return
  const allowed: readonly string[] = factory.hasRoles ? roles : []
  if (allowed.includes(name)) return
  const near = suggestName(name, allowed)
  report(node.property, 'HOOK_ROLE_UNKNOWN', `${factory.kind} has no "${name}"`, {
    hint: near === undefined ? `it has: ${allowed.join(', ') || 'no roles'}` : `did you mean "${near}"?`,
  })
}

function isNamespace(node: Node, facts: ModuleFacts): boolean {
  return node.type === 'Identifier' && 'name' in node && facts.sdkImports.get(String(node.name))?.imported === '*'
}

function checkRequire(node: CallExpression, report: Report): void {
  const [first] = node.arguments
  if (node.callee.type !== 'Identifier' || node.callee.name !== 'require') return
  if (first?.type !== 'Literal' || first.value !== sdkModule) return
  report(node, 'HOOK_COMMONJS', 'hooks are ES modules: require is not there', {
    hint: `write: import { … } from '${sdkModule}'`,
  })
}
