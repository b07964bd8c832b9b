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
 * Reports everything that is wrong within one manifest, however much that is. Where the syntax is broken, a key that is missing
 * may be there in what could not be read, so that nothing is said of it.
 */
export function checkManifest(kind: ManifestKind, source: ManifestSource): void {
  const isBroken = source.diagnostics.some(({ code, severity }) => severity === 'error' && code.startsWith('YAML_'))
  const problems = findProblems(kind, source)
  for (const problem of problems) if (!isBroken || problem.code !== 'MANIFEST_MISSING_KEY') report(source, problem)
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
