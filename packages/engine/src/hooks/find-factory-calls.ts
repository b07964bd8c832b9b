import type { CallExpression, Expression, MemberExpression, Node } from 'acorn'
import { type Factory, factories, roles } from './hook-factories.ts'
import type { ModuleFacts } from './read-module.ts'

export interface FactoryCall {
  readonly node: CallExpression
  readonly factory: Factory
}

/** Every call of an SDK factory in the module, wherever it stands, in the order of the source. */
export function findFactoryCalls(facts: ModuleFacts): readonly FactoryCall[] {
  const calls: FactoryCall[] = []
  visit(facts.program, (node) => {
    if (node.type !== 'CallExpression') return
    const call = node as CallExpression
    const factory = call.callee.type === 'Super' ? undefined : resolveFactory(call.callee, facts)
    if (factory !== undefined) calls.push({ node: call, factory })
  })
  return calls
}

/** What an expression makes when called: by import, alias, namespace, `.consumer` and its like, or a constant that is one of these. */
export function resolveFactory(node: Expression, facts: ModuleFacts, depth = 0): Factory | undefined {
  if (depth > 20) return undefined
  if (node.type === 'MemberExpression') return resolveMember(node, facts, depth)
  if (node.type !== 'Identifier') return undefined
  const imported = facts.sdkImports.get(node.name)?.imported
  if (imported !== undefined) return factories.get(imported)
  const variable = facts.variables.get(node.name)
  return variable?.constant ? resolveFactory(variable.init, facts, depth + 1) : undefined
}

function resolveMember(node: MemberExpression, facts: ModuleFacts, depth: number): Factory | undefined {
  const name = memberName(node)
  const { object } = node
  if (name === undefined || object.type === 'Super') return undefined
  if (object.type === 'Identifier' && facts.sdkImports.get(object.name)?.imported === '*') return factories.get(name)
  const factory = resolveFactory(object, facts, depth + 1)
  const role = roles.find((each) => each === name)
  if (!factory?.hasRoles || role === undefined) return undefined
  return { kind: factory.kind, role, hasRoles: false }
}

/** The property of `a.b` or `a['b']`. */
export function memberName({ computed, property }: MemberExpression): string | undefined {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined
}

/** Calls `see` for a node and everything below it, in the order of the source. */
export function visit(root: Node, see: (node: Node) => void): void {
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    see(node)
    waiting.push(...childrenOf(node).toReversed())
  }
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flat().filter(isNode)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
