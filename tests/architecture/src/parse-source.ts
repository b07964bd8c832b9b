import { type Comment, type Node, parseSync, Visitor } from 'oxc-parser'

/** One import of a file, whichever way it is written. */
export interface Import {
  readonly specifier: string
  /** True for `import type`, `export type … from` and `import('…').T`: gone at run time. */
  readonly typeOnly: boolean
  /** Starts at 1. */
  readonly line: number
}

export interface SourceFile {
  /** Relative to the tree, with `/`. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
  readonly comments: readonly { readonly text: string; readonly line: number }[]
  /** Line of the first statement that does something else than re-export; absent when there is none. */
  readonly ownCodeAt?: number
  /** What its code calls, makes or takes a member of, as it is named there: `fetch`, `new Date`, `it.only`. */
  readonly uses: readonly { readonly name: string; readonly line: number }[]
}

/** Reads what the checks need to know of a TypeScript or JavaScript file. @throws Error when it does not parse */
export function parseSource(path: string, text: string): SourceFile {
  const { program, comments, errors } = parseSync(path, text)
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`)
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length
  const ownCode = program.body.find((statement) => !isReExport(statement))
  return {
    path,
    text,
    imports: importsOf(program, lineOf),
    comments: comments.map((comment: Comment) => ({ text: comment.value, line: lineOf(comment.start) })),
    ...(ownCode && { ownCodeAt: lineOf(ownCode.start) }),
    uses: usesOf(program, lineOf),
  }
}

type Program = ReturnType<typeof parseSync>['program']
type LineOf = (offset: number) => number

function importsOf(program: Program, lineOf: LineOf): Import[] {
  const imports: Import[] = []
  const add = (source: Node | null | undefined, typeOnly: boolean) => {
    if (source?.type === 'Literal' && typeof source.value === 'string')
      imports.push({ specifier: source.value, typeOnly, line: lineOf(source.start) })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ImportExpression: (node) => add(node.source, false),
    TSImportType: (node) => add(node.source, true),
    TSExternalModuleReference: (node) => add(node.expression, false),
    CallExpression: (node) => {
      if (isLoader(node.callee)) add(node.arguments[0], false)
    },
  }).visit(program)
  return imports
}

/** `require('x')`, `require.resolve('x')`, `import.meta.resolve('x')`. */
function isLoader(callee: Node): boolean {
  if (callee.type === 'Identifier') return callee.name === 'require'
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false
  if (callee.property.name !== 'resolve') return false
  return (
    callee.object.type === 'MetaProperty' || (callee.object.type === 'Identifier' && callee.object.name === 'require')
  )
}

function isReExport(statement: Program['body'][number]): boolean {
  if (statement.type === 'ExportAllDeclaration') return true
  if (statement.type !== 'ExportNamedDeclaration') return false
  return statement.source !== null || (statement.declaration === null && statement.specifiers.length === 0)
}

function usesOf(program: Program, lineOf: LineOf) {
  const uses: { name: string; line: number }[] = []
  const add = (name: string, offset: number) => uses.push({ name, line: lineOf(offset) })
  new Visitor({
    MemberExpression: ({ object, property, start }) => {
      if (object.type === 'Identifier' && property.type === 'Identifier') add(`${object.name}.${property.name}`, start)
    },
    CallExpression: ({ callee, start }) => {
      if (callee.type === 'Identifier') add(callee.name, start)
    },
    NewExpression: ({ callee, arguments: given, start }) => {
      if (callee.type === 'Identifier') add(`new ${callee.name}${given.length > 0 ? '(…)' : ''}`, start)
    },
  }).visit(program)
  return uses
}
