import type { Allowed, DependencyTable } from './dependency-table.ts'
import type { Import, SourceFile } from './parse-source.ts'
import { type Finding, type Package, type PackageManifest, packageOf, type Workspace } from './workspace.ts'

const scope = '@meshroom/'

/** Every edge between packages that the table does not have, in a package.json or in an import of a source; and imports that are not declared. */
export function checkDependencies(workspace: Workspace, table: DependencyTable): Finding[] {
  return workspace.packages.flatMap((pkg) => {
    const allowed = table[pkg.name]
    if (!allowed) return [{ place: `packages/${pkg.name}`, message: 'is not in the table of packages' }]
    return [...checkManifest(pkg, allowed), ...pkg.sources.flatMap((file) => checkImports(file, pkg, allowed))]
  })
}

function checkManifest({ name, manifest }: Package, { runTime, types }: Allowed): Finding[] {
  const place = `packages/${name}/package.json`
  const expected = `${scope}${name}`
  const edges = Object.keys(shippedBy(manifest))
    .flatMap((dependency) => siblingOf(dependency) ?? [])
    .filter((sibling) => !runTime.includes(sibling) && !types.includes(sibling))
  return [
    ...(manifest.name === expected ? [] : [{ place, message: `is named ${manifest.name}, not ${expected}` }]),
    ...edges.map((sibling) => ({ place, message: `depends on ${sibling}, which the table does not allow` })),
  ]
}

function checkImports({ path, imports }: SourceFile, pkg: Package, allowed: Allowed): Finding[] {
  return imports.flatMap((one) => {
    const message = crossesTheTable(one, pkg, allowed) ?? isNotDeclared(one, pkg)
    return message ? [{ place: `${path}:${one.line}`, message }] : []
  })
}

function crossesTheTable({ specifier, typeOnly }: Import, { name }: Package, { runTime, types }: Allowed) {
  const sibling = siblingOf(specifier)
  if (!sibling || sibling === name || runTime.includes(sibling)) return undefined
  if (!types.includes(sibling)) return `imports ${sibling}, which the table does not allow`
  return typeOnly ? undefined : `imports ${sibling} at run time; the table allows its types only`
}

/** A sibling must be among what is shipped unless only its types are used; any other package somewhere (tsup bundles development dependencies). */
function isNotDeclared({ specifier, typeOnly }: Import, { manifest }: Package): string | undefined {
  const wanted = packageOf(specifier)
  if (!wanted || wanted === manifest.name || Object.hasOwn(shippedBy(manifest), wanted)) return undefined
  const developmentWillDo = typeOnly || !siblingOf(wanted)
  if (developmentWillDo && Object.hasOwn(manifest.devDependencies ?? {}, wanted)) return undefined
  return `imports ${wanted}, which its package.json does not declare`
}

function siblingOf(specifier: string): string | undefined {
  return specifier.startsWith(scope) ? packageOf(specifier)!.slice(scope.length) : undefined
}

function shippedBy({ dependencies, peerDependencies, optionalDependencies }: PackageManifest) {
  return { ...dependencies, ...peerDependencies, ...optionalDependencies }
}
