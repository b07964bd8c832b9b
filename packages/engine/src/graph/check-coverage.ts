import { buildMeshGraph, type Coverage } from '@meshroom/graph'
import { type Diagnostic, type Intent, type IntentFile, suggestName } from '@meshroom/model'
import type { Mesh } from '../mesh/mesh.ts'
import { describeMesh } from './describe-mesh.ts'

/** An intent, proved or refused. */
export interface CoverageRow extends Omit<Coverage, 'intent'> {
  readonly intent: Intent
  /** The intent in words. */
  readonly title: string
}

export interface CheckedCoverage {
  readonly coverage: readonly CoverageRow[]
  /** What is wrong in the file, and what does not hold, with its place. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Proves or refuses what a mesh is meant to do. What does not hold is an error in the file that says it. */
export async function checkCoverage(mesh: Mesh, { intents, diagnostics }: IntentFile): Promise<CheckedCoverage> {
  const graph = buildMeshGraph(await describeMesh(mesh))
  const coverage = intents.map((intent): CoverageRow => {
    const { holds, absent, proofs, failures } = graph.coverage([intent])[0]!
    return { intent, title: titleOf(intent), holds, absent, proofs, failures }
  })
  const refused = coverage.filter(({ holds }) => !holds).map((row) => refuse(mesh, row))
  return { coverage, diagnostics: [...diagnostics, ...refused] }
}

function titleOf({ name, topic, from, to }: Intent): string {
  return name ?? `${topic} from ${from} reach ${to}`
}

function refuse(mesh: Mesh, row: CoverageRow): Diagnostic {
  const { intent, title } = row
  const why =
    row.absent.length > 0 ? row.absent.map((end) => sayAbsent(mesh, intent[end])) : row.failures.map(sayFailure)
  return {
    severity: 'error',
    code: 'COVERAGE_REFUSED',
    message: `"${title}" does not hold: ${why.join('; ')}`,
    hint: hintFor(mesh, row),
    ...intent.place,
  }
}

function sayAbsent({ project }: Mesh, name: string): string {
  return project.products.has(name) ? `${name} has no instance` : `there is no instance or product "${name}"`
}

function sayFailure({ from, reaches }: Coverage['failures'][number]): string {
  return reaches.length === 0 ? `from ${from} it goes nowhere` : `from ${from} it reaches only ${reaches.join(', ')}`
}

function hintFor({ project }: Mesh, { intent, absent, failures }: CoverageRow): string {
  const [end] = absent
  if (end === undefined) {
    return intent.up
      ? 'meshroom status'
      : `meshroom plug ${intent.topic} ${failures[0]?.from ?? intent.from} ${intent.to}`
  }
  const name = intent[end]
  if (project.products.has(name)) return `meshroom add ${name}`
  const near = suggestName(name, [...project.instances.keys(), ...project.products.keys()])
  return near === undefined ? 'meshroom list instances' : `did you mean "${near}"?`
}
