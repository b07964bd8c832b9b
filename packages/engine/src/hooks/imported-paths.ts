import { type AnyNode, type Node, parse } from 'acorn'
import { visit } from './find-factory-calls.ts'
import { pathsOf } from './mentioned-paths.ts'
import { stripTypes } from './strip-types.ts'

/**
 * Files of a product that a file in it imports by a literal: `import`, `export … from`, `import()`, `require()`. Imports of types are none, and a
 * file that cannot be parsed, which cannot run either, has none.
 *
 * @param file of the text, relative to the product's folder, as are the files returned
 */
export async function importedPaths(file: string, text: string): Promise<readonly string[]> {
  const program = await parseScript(file, text)
  const paths: string[] = []
  if (program !== undefined)
    visit(program, (node) => void paths.push(...pathsOf(file, specifierOf(node as AnyNode) ?? '')))
  return [...new Set(paths)]
}

/** Parses JavaScript, or TypeScript where the file's name says so, of either kind of module; undefined where it cannot be. */
export async function parseScript(file: string, text: string): Promise<Node | undefined> {
  const source = text.replace(/^\uFEFF/, '')
  const stripped = /\.[mc]?ts$/.test(file) ? await stripTypes(source) : { code: source }
  return 'code' in stripped ? (parseAs('module', stripped.code) ?? parseAs('commonjs', stripped.code)) : undefined
}

function parseAs(sourceType: 'module' | 'commonjs', code: string): Node | undefined {
  try {
    return parse(code, { ecmaVersion: 'latest', sourceType, allowHashBang: true })
  } catch {
    return undefined
  }
}

function specifierOf(node: AnyNode): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
      return textOf(node.source)
    case 'CallExpression':
      return node.callee.type === 'Identifier' && node.callee.name === 'require' ? textOf(node.arguments[0]) : undefined
  }
}

function textOf(node: AnyNode | null | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  return node?.type === 'TemplateLiteral' && node.expressions.length === 0 ? node.quasis[0]?.value.raw : undefined
}
