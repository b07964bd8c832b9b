import type { Expression, Node, ObjectExpression, Property, SpreadElement } from 'acorn'
import type { ModuleFacts } from './read-module.ts'

/** What a literal stands for. `undefined` is there because a key may be given as `undefined`. */
export type LiteralValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | LiteralValue[]
  | { [key: string]: LiteralValue }

/** A key of an object with the places of both halves. */
export interface LiteralEntry {
  readonly key: Node
  readonly node: Node
  readonly value: LiteralValue
}

/** Thrown where a value cannot be known without running the file. */
export class NotLiteral extends Error {
  readonly node: Node

  constructor(node: Node, why: string) {
    super(why)
    this.name = 'NotLiteral'
    this.node = node
  }
}

/** Constants may refer to each other, so a short file could stand for a huge value; nobody needs that many options. */
const MOST_NODES = 2_000

/** Reads literals and constants of one file. */
export class LiteralReader {
  readonly #facts: ModuleFacts
  #nodesLeft = MOST_NODES

  constructor(facts: ModuleFacts) {
    this.#facts = facts
  }

  /** @throws NotLiteral */
  read(node: Expression): LiteralValue {
    if (this.#nodesLeft-- <= 0) throw new NotLiteral(node, 'is too large for options')
    switch (node.type) {
      case 'Literal':
        return readPlain(node)
      case 'TemplateLiteral':
        if (node.expressions.length > 0) throw new NotLiteral(node, 'is a template with expressions')
        return node.quasis[0]?.value.cooked ?? ''
      case 'UnaryExpression':
        return this.#readSign(node)
      case 'ArrayExpression':
        return node.elements.map((element) => this.#readElement(element, node))
      case 'ObjectExpression':
        return Object.fromEntries([...this.entries(node)].map(([key, { value }]) => [key, value]))
      case 'Identifier':
        return node.name === 'undefined' ? undefined : this.read(this.resolve(node))
      case 'MemberExpression':
        return this.#readMember(node)
      default:
        throw new NotLiteral(node, `is ${nameOfNode(node.type)}`)
    }
  }

  /** The entries of an object literal, spreads of the file's constants included; later ones win. @throws NotLiteral */
  entries(node: Expression): Map<string, LiteralEntry> {
    const object = this.resolve(node)
    if (object.type !== 'ObjectExpression') throw new NotLiteral(node, 'is not an object')
    if (this.#nodesLeft-- <= 0) throw new NotLiteral(node, 'is too large for options')
    const found = new Map<string, LiteralEntry>()
    for (const property of object.properties) {
      for (const [key, entry] of this.#readProperty(property)) found.set(key, entry)
    }
    return found
  }

  /** Follows names of constants to what they stand for. @throws NotLiteral */
  resolve(node: Expression): Expression {
    let current = node
    for (let step = 0; current.type === 'Identifier' && current.name !== 'undefined'; step++) {
      const variable = this.#facts.variables.get(current.name)
      if (variable === undefined) throw new NotLiteral(node, `"${current.name}" is not a constant of this file`)
      if (!variable.constant) throw new NotLiteral(node, `"${current.name}" is not declared with const`)
      if (step > 100) throw new NotLiteral(node, `"${current.name}" refers to itself`)
      current = variable.init
    }
    return current
  }

  #readProperty(property: ObjectExpression['properties'][number]): Iterable<[string, LiteralEntry]> {
    if (property.type === 'SpreadElement') return this.entries(property.argument)
    const key = keyOf(property)
    const value = this.read(property.value)
    return [[key, { key: property.key, node: property.value, value }]]
  }

  #readElement(element: Expression | SpreadElement | null, array: Node): LiteralValue {
    if (element === null) throw new NotLiteral(array, 'has a hole')
    if (element.type === 'SpreadElement') throw new NotLiteral(element, 'is a spread in a list')
    return this.read(element)
  }

  #readSign(node: Extract<Expression, { type: 'UnaryExpression' }>): LiteralValue {
    const value = this.read(node.argument)
    if (typeof value !== 'number' || (node.operator !== '-' && node.operator !== '+')) {
      throw new NotLiteral(node, 'is a computation')
    }
    return node.operator === '-' ? -value : value
  }

  #readMember(node: Extract<Expression, { type: 'MemberExpression' }>): LiteralValue {
    if (node.computed || node.property.type !== 'Identifier' || node.object.type === 'Super') {
      throw new NotLiteral(node, 'is a computed property')
    }
    const entry = this.entries(node.object).get(node.property.name)
    if (entry === undefined) throw new NotLiteral(node.property, `"${node.property.name}" is not in that constant`)
    return entry.value
  }
}

function readPlain(node: Extract<Expression, { type: 'Literal' }>): LiteralValue {
  const { value } = node
  if (value === null && node.regex === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new NotLiteral(node, node.regex === undefined ? 'is a BigInt' : 'is a regular expression')
}

function keyOf(property: Property): string {
  const { key } = property
  if (property.kind !== 'init' || property.method) throw new NotLiteral(key, 'is a method or an accessor')
  const name = property.computed
    ? undefined
    : key.type === 'Identifier'
      ? key.name
      : 'value' in key
        ? key.value
        : undefined
  if (typeof name !== 'string' || name === '__proto__') throw new NotLiteral(key, 'is a computed key')
  return name
}

const nodeNames: Readonly<Record<string, string>> = {
  CallExpression: 'a call',
  NewExpression: 'a call',
  AwaitExpression: 'awaited',
  BinaryExpression: 'a computation',
  LogicalExpression: 'a computation',
  ConditionalExpression: 'a condition',
  ArrowFunctionExpression: 'a function',
  FunctionExpression: 'a function',
}

function nameOfNode(type: string): string {
  return nodeNames[type] ?? 'computed'
}
