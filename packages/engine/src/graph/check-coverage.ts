import { buildMeshGraph, type Coverage } from '@meshroom/graph'
import { type Diagnostic, type Intent, type IntentFile, type Plug, suggestName } from '@meshroom/model'
import { asRefusal, describePlug } from '../mesh/describe-plug.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { refuseSettings } from '../mesh/refuse-plug.ts'
import type { PlugRef } from '../plan/plan.ts'
import { plugKey } from '../state/plug-state.ts'
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

/** A plug that nothing makes. It proves nothing, whatever is recorded of it. */
interface Refusal {
  readonly plug: Plug
  readonly message: string
  readonly hint?: string
}

/**
 * Proves or refuses what a mesh is meant to do. What does not hold is an error in the file that says it. Plugs that a plan would refuse prove
 * nothing.
 */
export async function checkCoverage(mesh: Mesh, { intents, diagnostics }: IntentFile): Promise<CheckedCoverage> {
  const refusals = await listRefusals(mesh)
  const unmade = new Set(refusals.map(({ plug }) => plugKey(plug)))
  const { instances, plugs } = await describeMesh(mesh)
  const graph = buildMeshGraph({ instances, plugs: plugs.filter((plug) => !unmade.has(plugKey(plug as PlugRef))) })
  const coverage = intents.map((intent): CoverageRow => {
    const { holds, absent, proofs, failures } = graph.coverage([intent])[0]!
    return { intent, title: titleOf(intent), holds, absent, proofs, failures }
  })
  const refused = coverage.filter(({ holds }) => !holds).map((row) => refuse(mesh, row, refusals))
  return { coverage, diagnostics: [...diagnostics, ...refused] }
}

function titleOf({ name, topic, from, to }: Intent): string {
  return name ?? `${topic} from ${from} reach ${to}`
}

async function listRefusals(mesh: Mesh): Promise<readonly Refusal[]> {
  const found = await Promise.all(mesh.project.plugs.map((plug) => refusalOf(mesh, plug)))
  return found.flatMap((refusal) => refusal ?? [])
}

async function refusalOf(mesh: Mesh, plug: Plug): Promise<Refusal | undefined> {
  const broken = mesh.project.diagnostics.find(({ severity, file }) => severity === 'error' && file === plug.file)
  if (broken !== undefined) return { ...broken, plug }
  try {
    const refused = refuseSettings(mesh, await describePlug(mesh, plug))
    return refused && { ...refused, plug }
  } catch (error) {
    return { ...asRefusal(plug, error), plug }
  }
}

function refuse(mesh: Mesh, row: CoverageRow, refusals: readonly Refusal[]): Diagnostic {
  const { intent, title } = row
  const onTopic = refusals.filter(({ plug }) => plug.topic === intent.topic)
  const why =
    row.absent.length > 0
      ? row.absent.map((end) => sayAbsent(mesh, nameOf(intent[end])))
      : [...row.failures.map(sayFailure), ...onTopic.map(sayRefusal)]
  return {
    severity: 'error',
    code: 'COVERAGE_REFUSED',
    message: `"${title}" does not hold: ${why.join('; ')}`,
    hint: (row.absent.length === 0 && onTopic[0]?.hint) || hintFor(mesh, row),
    ...intent.place,
  }
}

function sayAbsent({ project }: Mesh, name: string): string {
  return project.products.has(name) ? `${name} has no instance` : `there is no instance or product "${name}"`
}

function sayFailure({ from, reaches }: Coverage['failures'][number]): string {
  return reaches.length === 0 ? `from ${from} it goes nowhere` : `from ${from} it reaches only ${reaches.join(', ')}`
}

function sayRefusal({ plug: { source, destination }, message }: Refusal): string {
  return `its plug from ${source} to ${destination} proves nothing: ${message}`
}

/** What an intent calls an end, without what says that it is an instance. */
function nameOf(end: string): string {
  return end.startsWith('instance:') ? end.slice('instance:'.length) : end
}

function hintFor({ project }: Mesh, { intent, absent, failures }: CoverageRow): string {
  const [end] = absent
  if (end === undefined) {
    return intent.up
      ? 'meshroom status'
      : `meshroom plug ${intent.topic} ${failures[0]?.from ?? nameOf(intent.from)} ${nameOf(intent.to)}`
  }
  const name = nameOf(intent[end])
  if (project.products.has(name)) return `meshroom add ${name}`
  const near = suggestName(name, [...project.instances.keys(), ...project.products.keys()])
  return near === undefined ? 'meshroom list instances' : `did you mean "${near}"?`
}
