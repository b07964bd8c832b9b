import { type Diagnostic, MeshroomError, type Plug } from '@meshroom/model'
import { readEveryEnvironment } from '../state/list-environments.ts'
import { bringBack } from './bring-back.ts'
import { checkOverlays } from './check-overlay.ts'
import { asRefusal, describePlug } from './describe-plug.ts'
import type { Mesh } from './mesh.ts'
import { refuseSettings } from './refuse-plug.ts'

/**
 * Checks a whole project: what the manifests say, also the settings of every environment, what of hook files cannot be read, plugs that nothing makes,
 * settings that do not fit, and states that cannot be read. Every problem at once; no hook runs.
 *
 * @returns by file, line and column
 */
export async function validateProject(mesh: Mesh): Promise<readonly Diagnostic[]> {
  const { project } = mesh
  const manifests = await Promise.all([...project.products.keys()].map((product) => mesh.hooksOf(product)))
  const { problems } = await mesh.states.readAll()
  const plugs = await Promise.all(project.plugs.map((plug) => checkPlug(mesh, plug)))
  const found = [
    ...project.diagnostics,
    ...(await checkOverlays(project)),
    ...manifests.flatMap(({ diagnostics }) => diagnostics),
    ...problems.map(({ diagnostic }) => diagnostic),
    ...plugs.flat(),
  ]
  return withoutRepeats(await hintAtStates(mesh, found)).sort(comparePlaces)
}

/** A product that is gone while something of it is set up, anywhere, is to come back: made anew, it would undo nothing. */
async function hintAtStates(mesh: Mesh, diagnostics: readonly Diagnostic[]): Promise<Diagnostic[]> {
  const { recorded } = await readEveryEnvironment(mesh.root)
  const setUp = recorded.flatMap(({ state }) => state.steps.map(({ product }) => product))
  const gone = setUp.filter((product) => !mesh.project.products.has(product))
  const hints = new Map(gone.map((product) => [`meshroom create product ${product}`, bringBack(product)]))
  return diagnostics.map((diagnostic) => {
    const hint = hints.get(diagnostic.hint ?? '')
    return hint === undefined ? diagnostic : { ...diagnostic, hint }
  })
}

/** What is said of the manifests and of the hook files already is not said again. */
async function checkPlug(mesh: Mesh, plug: Plug): Promise<Diagnostic[]> {
  if (mesh.project.diagnostics.some(({ severity, file }) => severity === 'error' && file === plug.file)) return []
  try {
    const refused = refuseSettings(mesh, await describePlug(mesh, plug))
    return refused === undefined ? [] : [diagnosticOf(plug, refused)]
  } catch (error) {
    if (error instanceof MeshroomError && error.file !== undefined && error.file !== plug.file) return []
    return [diagnosticOf(plug, asRefusal(plug, error))]
  }
}

function diagnosticOf(
  { file }: Plug,
  { code, message, hint }: { readonly code: string; readonly message: string; readonly hint?: string },
): Diagnostic {
  return { severity: 'error', code, message, ...(hint !== undefined && { hint }), file, line: 1, column: 1 }
}

function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [
    ...new Map(
      diagnostics.map((each) => [`${each.code} ${each.file}:${each.line}:${each.column} ${each.message}`, each]),
    ).values(),
  ]
}

function comparePlaces(a: Diagnostic, b: Diagnostic): number {
  const byFile = a.file === b.file ? 0 : a.file < b.file ? -1 : 1
  return byFile || a.line - b.line || a.column - b.column
}
