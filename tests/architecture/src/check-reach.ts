import { posix } from 'node:path'
import type { Import, SourceFile } from './parse-source.ts'
import { type Finding, type Package, packageOf, type Workspace } from './workspace.ts'

/** Imports that go round another package's door: by a relative path, or deeper than its `exports` say. Tests are held to it too. */
export function checkReach(workspace: Workspace): Finding[] {
  const doors = new Map(workspace.packages.map((pkg) => [pkg.manifest.name, doorsOf(pkg)]))
  return workspace.packages.flatMap((pkg) =>
    [...pkg.sources, ...pkg.tests].flatMap((file) =>
      file.imports.flatMap((one) => {
        const message = leavesItsPackage(one, file, pkg) ?? missesTheDoor(one, pkg, doors)
        return message ? [{ place: `${file.path}:${one.line}`, message }] : []
      }),
    ),
  )
}

function leavesItsPackage({ specifier }: Import, { path }: SourceFile, { name }: Package): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const target = posix.join(posix.dirname(path), specifier)
  return target.startsWith(`packages/${name}/`) || !target.startsWith('packages/')
    ? undefined
    : `reaches into ${target} by a relative path`
}

type Doors = ReadonlyMap<string | undefined, readonly string[]>

function missesTheDoor({ specifier }: Import, { manifest }: Package, doors: Doors): string | undefined {
  const target = packageOf(specifier)
  const open = doors.get(target)
  if (!target || !open || target === manifest.name) return undefined
  return open.some((door) => fits(door, specifier)) ? undefined : `${specifier} is not among the exports of ${target}`
}

function doorsOf({ manifest }: Package): string[] {
  const { name, exports } = manifest
  if (typeof exports !== 'object' || exports === null) return name ? [name] : []
  return Object.keys(exports).map((door) => `${name}${door.slice(1)}`)
}

function fits(door: string, specifier: string): boolean {
  const [start, end] = door.split('*')
  if (end === undefined) return door === specifier
  return specifier.startsWith(start!) && specifier.endsWith(end) && specifier.length >= door.length
}
