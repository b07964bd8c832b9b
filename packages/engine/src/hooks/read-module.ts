import type {
  ExportDefaultDeclaration,
  ExportNamedDeclaration,
  Expression,
  Identifier,
  ImportDeclaration,
  Literal,
  Node,
  Program,
  VariableDeclaration,
} from 'acorn'
import { sdkModule } from './hook-factories.ts'

/** A name that the module exports, and what stands behind it. */
export interface ModuleExport {
  readonly name: string
  /** Where the name stands. */
  readonly node: Node
  /** What it is, where that is written in this file: an initialiser, or the expression of a default export. */
  readonly value?: Expression
}

/** An import from the SDK. */
export interface SdkImport {
  /** `*` for the whole namespace. */
  readonly imported: string
  readonly node: Node
}

export interface ModuleVariable {
  readonly init: Expression
  /** False for `let` and `var`, whose value may change. */
  readonly constant: boolean
}

/** The parts of a module that decide what its hooks are. */
export interface ModuleFacts {
  readonly program: Program
  /** By local name. */
  readonly sdkImports: ReadonlyMap<string, SdkImport>
  /** The file's own top-level variables that have an initialiser, by name. */
  readonly variables: ReadonlyMap<string, ModuleVariable>
  readonly exports: readonly ModuleExport[]
}

interface Collected {
  readonly sdkImports: Map<string, SdkImport>
  readonly variables: Map<string, ModuleVariable>
  readonly exports: {
    readonly name: string
    readonly node: Node
    readonly local?: string
    readonly value?: Expression
  }[]
}

/** Reads imports from the SDK, top-level constants and exports of a parsed module. */
export function readModule(program: Program): ModuleFacts {
  const found: Collected = { sdkImports: new Map(), variables: new Map(), exports: [] }
  for (const statement of program.body) collect(statement, found)
  const exports = found.exports.map(({ name, node, local, value }) => {
    const behind = value ?? (local === undefined ? undefined : found.variables.get(local)?.init)
    return { name, node, ...(behind !== undefined && { value: behind }) }
  })
  return { program, sdkImports: found.sdkImports, variables: found.variables, exports }
}

function collect(statement: Program['body'][number], found: Collected): void {
  if (statement.type === 'ImportDeclaration') collectImports(statement, found)
  else if (statement.type === 'ExportDefaultDeclaration') collectDefault(statement, found)
  else if (statement.type === 'ExportNamedDeclaration') collectNamed(statement, found)
  else if (statement.type === 'VariableDeclaration') collectVariables(statement, found)
}

function collectImports(statement: ImportDeclaration, found: Collected): void {
  if (statement.source.value !== sdkModule) return
  for (const specifier of statement.specifiers) {
    found.sdkImports.set(specifier.local.name, { imported: importedName(specifier), node: specifier })
  }
}

function importedName(specifier: ImportDeclaration['specifiers'][number]): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported)
}

function collectDefault(statement: ExportDefaultDeclaration, found: Collected): void {
  const { declaration } = statement
  if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') return
  const local = declaration.type === 'Identifier' ? declaration.name : undefined
  found.exports.push({ name: 'default', node: statement, ...(local ? { local } : { value: declaration }) })
}

function collectNamed(statement: ExportNamedDeclaration, found: Collected): void {
  if (statement.source) return
  for (const { exported, local } of statement.specifiers) {
    found.exports.push({ name: nameOf(exported), node: exported, local: nameOf(local) })
  }
  if (statement.declaration?.type !== 'VariableDeclaration') return
  collectVariables(statement.declaration, found)
  for (const { id, init } of statement.declaration.declarations) {
    if (id.type === 'Identifier') found.exports.push({ name: id.name, node: id, ...(init && { value: init }) })
  }
}

function collectVariables({ kind, declarations }: VariableDeclaration, found: Collected): void {
  for (const { id, init } of declarations) {
    if (id.type === 'Identifier' && init) found.variables.set(id.name, { init, constant: kind === 'const' })
  }
}

function nameOf(node: Identifier | Literal): string {
  return node.type === 'Identifier' ? node.name : String(node.value)
}
