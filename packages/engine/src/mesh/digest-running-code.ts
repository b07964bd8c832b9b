import { compareNames } from '@meshroom/model'
import type { Mesh } from './mesh.ts'

/** A side of a plug, as far as it decides whose code runs for it. */
export interface CodeOfSide {
  readonly product: string
  /** The product at the other end. */
  readonly target: string
}

/** What hooks of a side may do, whatever their kind. */
export interface RunningCode extends CodeOfSide {
  /** Of the product, of the folder of its integration with the target, and of what these import; empty without hooks. */
  readonly code: string
  /** What the product's definition says to hooks, and what it lets them do. */
  readonly definition: unknown
}

/** Gathers what may run for sides of plugs, each product and target once, sorted. */
export async function digestRunningCode(mesh: Mesh, sides: readonly CodeOfSide[]): Promise<readonly RunningCode[]> {
  const unlike = new Map(sides.map((side) => [`${side.product} ${side.target}`, side]))
  const sorted = [...unlike].sort(([a], [b]) => compareNames(a, b))
  return Promise.all(sorted.map(([, side]) => runningCode(mesh, side)))
}

async function runningCode(mesh: Mesh, { product, target }: CodeOfSide): Promise<RunningCode> {
  const { hooks } = await mesh.hooksOf(product)
  const hook = hooks.find(({ integration }) => integration?.target === target) ?? hooks[0]
  const { permissions, extra } = mesh.project.products.get(product) ?? {}
  const code = hook === undefined ? '' : await mesh.codeDigestOf(hook)
  return { product, target, code, definition: { permissions, extra } }
}
