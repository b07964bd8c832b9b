import { type CapabilityData, complementOf, isSet, isSource, type Mode, type Role } from '../match/capability.ts'
import type { Shape } from './shape.ts'

const roles: Readonly<Record<Role, number>> = { producer: 0, consumer: 1, trigger: 2, executor: 3 }
const modes: Readonly<Record<Mode, number>> = { push: 0, pull: 4 }
export const topicFacet = 0
export const formatFacet = 1

/** Numbers of role and mode at the source of a flow. */
export const sourceEnds: readonly number[] = Object.values(modes).flatMap((mode) =>
  [roles.producer, roles.trigger].map((role) => role + mode),
)

/** What declarations that set the same so far can set further. */
export interface ShapeNode {
  readonly role: Role
  readonly mode: Mode
  readonly facets: readonly number[]
  shape: Shape | undefined
  next: Map<number, ShapeNode> | undefined
}

/** Finds the shape of a declaration by what it sets, facet by facet. */
export class ShapeTree {
  readonly shapes: Shape[] = []
  readonly #byEnd: readonly Shape[][] = Array.from({ length: 8 }, () => [])
  readonly #roots: readonly ShapeNode[]

  constructor() {
    this.#roots = Object.keys(modes).flatMap((mode) =>
      Object.keys(roles).flatMap((role) => rootsOf(role as Role, mode as Mode)),
    )
  }

  /** Shapes of one role and mode. */
  shapesAt(end: number): readonly Shape[] {
    return this.#byEnd[end]!
  }

  /** Where declarations begin that set a topic, a format, both or none; undefined for a role or a mode that there is not. */
  rootOf({ role, topic, mode, format }: CapabilityData): ShapeNode | undefined {
    return this.#roots[(roles[role] + modes[mode ?? 'push']) * 4 + (isSet(topic) ? 1 : 0) + (isSet(format) ? 2 : 0)]
  }

  addShape(node: ShapeNode, nameOf: (facet: number) => string): Shape {
    const { role, mode, facets } = node
    const end = roles[role] + modes[mode]
    const shape: Shape = {
      id: this.shapes.length,
      role,
      mode,
      source: isSource(role),
      end,
      opposite: roles[complementOf[role]] + modes[mode],
      facets,
      constraints: facets
        .map((facet, position) => ({ key: nameOf(facet), position }))
        .filter(({ position }) => facets[position]! > formatFacet)
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
      members: [],
      groupings: new Map(),
      shared: new Map(),
    }
    node.shape = shape
    this.shapes.push(shape)
    this.#byEnd[end]!.push(shape)
    return shape
  }
}

/** In the order of what a capability sets: nothing, a topic, a format, both. */
function rootsOf(role: Role, mode: Mode): ShapeNode[] {
  return [[], [topicFacet], [formatFacet], [topicFacet, formatFacet]].map((facets) => newNode(role, mode, facets))
}

export function stepTo(node: ShapeNode, facet: number): ShapeNode {
  node.next ??= new Map()
  const known = node.next.get(facet)
  if (known !== undefined) return known
  const next = newNode(node.role, node.mode, [...node.facets, facet])
  node.next.set(facet, next)
  return next
}

function newNode(role: Role, mode: Mode, facets: readonly number[]): ShapeNode {
  return { role, mode, facets, shape: undefined, next: undefined }
}
