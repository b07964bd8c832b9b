import { builtinModules } from 'node:module'
import type { SourceFile } from './parse-source.ts'
import { type Finding, packageOf, type Workspace } from './workspace.ts'

/** Through which a file could reach the outside, the clock or chance. */
const outside = /^(new )?(process|fetch|WebSocket|XMLHttpRequest|EventSource|console|setTimeout|setInterval|Deno|Bun)\b/
const unsteady = /^(Date\.now|new Date|Math\.random|crypto\.random\w+|performance\.now)$/

/** Whatever keeps the sources of a package from being plain data in, plain data out: Node's modules, globals that do I/O, clock and chance. */
export function checkPurity(workspace: Workspace, name: string): Finding[] {
  const pkg = workspace.packages.find((candidate) => candidate.name === name)
  if (!pkg) return [{ place: `packages/${name}`, message: 'is not there' }]
  return pkg.sources.flatMap((file) => [...builtinsIn(file), ...globalsIn(file)])
}

function builtinsIn({ path, imports }: SourceFile): Finding[] {
  return imports
    .filter(({ specifier }) => specifier.startsWith('node:') || builtinModules.includes(packageOf(specifier) ?? ''))
    .map(({ specifier, line }) => ({ place: `${path}:${line}`, message: `imports ${specifier} of Node` }))
}

function globalsIn({ path, uses }: SourceFile): Finding[] {
  return uses
    .filter(({ name }) => outside.test(name) || unsteady.test(name))
    .map(({ name, line }) => ({ place: `${path}:${line}`, message: `uses ${name}` }))
}
