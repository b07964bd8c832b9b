import { join } from 'node:path'
import type { AnyNode } from 'acorn'
import { visit } from '../hooks/find-factory-calls.ts'
import { listProductFiles } from '../hooks/list-product-files.ts'
import { readProductCode } from '../hooks/read-product-code.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { isTestOrTemplate } from '../state/digest-code.ts'

/** Looked for once in a mesh. */
const known = new WeakMap<Mesh, Map<string, Promise<boolean>>>()

/** Whether code of a product asks for a secret, as far as its names tell; none does of a product that is gone. */
export function asksForSecrets(mesh: Mesh, product: string): Promise<boolean> {
  const ofMesh = known.get(mesh) ?? new Map<string, Promise<boolean>>()
  known.set(mesh, ofMesh)
  const folder = mesh.project.products.get(product)?.folder
  const asks =
    ofMesh.get(product) ?? (folder === undefined ? Promise.resolve(false) : findCall(join(mesh.root, folder)))
  ofMesh.set(product, asks)
  return asks
}

async function findCall(folder: string): Promise<boolean> {
  const files = listProductFiles(folder).filter((path) => /\.[mc]?[jt]s$/.test(path) && !isTestOrTemplate(path))
  const { contents } = await readProductCode(folder, files)
  for (const [file, content] of contents) {
    const text = content.toString('utf8')
    // The parser is not loaded where nothing looks like it.
    if (/secret\s*(?:\?\.\s*)?\(/i.test(text) && (await callsSecret(file, text))) return true
  }
  return false
}

async function callsSecret(file: string, text: string): Promise<boolean> {
  const { parseScript } = await import('../hooks/imported-paths.ts')
  const program = await parseScript(file, text)
  const called: string[] = []
  if (program !== undefined) visit(program, (node) => void called.push(calledName(node as AnyNode)))
  return called.some((name) => /secret$/i.test(name))
}

function calledName(node: AnyNode): string {
  if (node.type !== 'CallExpression') return ''
  const { callee } = node
  const name = callee.type === 'MemberExpression' ? callee.property : callee
  return name.type === 'Identifier' ? name.name : ''
}
