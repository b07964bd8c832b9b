import { posix } from 'node:path'
import type { SourceFile } from './parse-source.ts'
import type { Finding, Package, Workspace } from './workspace.ts'

/** Files of one package that import each other in a ring at run time, where which of them loads first would matter. */
export function checkCycles(workspace: Workspace): Finding[] {
  return workspace.packages.flatMap((pkg) => cyclesOf(pkg).map((ring) => toFinding(ring)))
}

function toFinding(ring: readonly string[]): Finding {
  return { place: ring[0]!, message: `imports itself by way of ${[...ring.slice(1), ring[0]!].join(' → ')}` }
}

function cyclesOf({ sources }: Package): string[][] {
  const edges = new Map(sources.map((file) => [file.path, targetsOf(file)]))
  const cleared = new Set<string>()
  const rings: string[][] = []
  for (const start of edges.keys()) walk(start, [])
  return rings

  function walk(path: string, trail: readonly string[]): void {
    const seenAt = trail.indexOf(path)
    if (seenAt >= 0) rings.push(trail.slice(seenAt))
    if (seenAt >= 0 || cleared.has(path)) return
    for (const target of edges.get(path) ?? []) walk(target, [...trail, path])
    cleared.add(path)
  }
}

function targetsOf({ path, imports }: SourceFile): string[] {
  return imports
    .filter(({ specifier, typeOnly }) => specifier.startsWith('.') && !typeOnly)
    .map(({ specifier }) => posix.join(posix.dirname(path), specifier))
}
