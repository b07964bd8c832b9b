import { posix } from 'node:path'

/**
 * Files of a product that a text in it may import: every quoted relative path, be it an import or not. It takes no parser, and what it does not
 * name is not imported by a literal.
 *
 * @param file of the text, relative to the product's folder
 */
export function mentionedPaths(file: string, text: string): readonly string[] {
  const quoted = text.matchAll(/(['"`])(\.{1,2}\/[^'"`\n]*)\1/g)
  return [...new Set([...quoted].flatMap(([, , path = '']) => pathsOf(file, path)))]
}

/** The files that a relative specifier may mean, relative to the product's folder; none outside it, nor of its dependencies. */
export function pathsOf(file: string, specifier: string): readonly string[] {
  const path = posix.join(posix.dirname(file), specifier.replace(/[?#].*$/, ''))
  if (!/^\.{1,2}\//.test(specifier) || path.startsWith('../') || /(?:^|\/)node_modules\//.test(path)) return []
  return /\.\w+$/.test(path) ? [path] : ['.js', '.json', '/index.js', '/index.json'].map((end) => `${path}${end}`)
}
