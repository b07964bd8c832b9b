import type { Diagnostic } from '../diagnostic.ts'
import { checkSchema } from '../schema/check-schema.ts'
import type { ManifestKind } from '../schema-url.ts'
import type { YamlProblem } from '../yaml/yaml-problem.ts'
import { checkKeys } from './check-keys.ts'
import { checkOwnName, checkTopicNames } from './check-names.ts'
import { checkDeclaredSettings } from './check-settings.ts'
import { type ManifestSource, report } from './manifest-source.ts'
import { readSettings } from './read-settings.ts'
import { takeNode } from './take.ts'

/**
 * Reports everything that is wrong within one manifest, however much that is. Where the syntax is broken, only what surely does not
 * follow from that is said: a line that was mended may say anything now, and a key that is missing may be in what was not read.
 */
export function checkManifest(kind: ManifestKind, source: ManifestSource): void {
  const mended = new Set(source.diagnostics.filter(isSyntaxError).map(({ line }) => line))
  for (const problem of findProblems(kind, source)) {
    const follows =
      mended.has(source.lines.placeOf(problem.offset).line) ||
      (mended.size > 0 && problem.code === 'MANIFEST_MISSING_KEY')
    if (!follows) report(source, problem)
  }
}

const INDEPENDENT = new Set(['YAML_DUPLICATE_KEY', 'YAML_CONTROL_CHARACTER', 'YAML_INVALID_UTF8'])

function isSyntaxError({ code, severity }: Diagnostic): boolean {
  return severity === 'error' && code.startsWith('YAML_') && !INDEPENDENT.has(code)
}

function findProblems(kind: ManifestKind, { root }: ManifestSource): readonly YamlProblem[] {
  const settings = takeNode(root, 'settings')
  const declares = kind === 'product' || kind === 'integration'
  return [
    ...checkSchema(kind, root),
    ...checkKeys(kind, root),
    ...(kind === 'product' ? [...checkTopicNames(root), ...checkOwnName(root)] : []),
    ...(kind === 'instance' ? checkOwnName(root) : []),
    ...(declares ? checkDeclaredSettings(settings, readSettings(settings)) : []),
  ]
}
