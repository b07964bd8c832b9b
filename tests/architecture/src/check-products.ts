import { posix } from 'node:path'
import { parseSource } from './parse-source.ts'
import type { Finding, Tree } from './workspace.ts'

/**
 * Products are used by copying their folder: what they import must come along. Allowed are Node's own modules, files of the same
 * product and `@meshroom/hooks-sdk`. A product's `test/`, `templates/` and configuration are not part of what runs.
 */
export function checkProducts(tree: Tree): Finding[] {
  return [...tree]
    .filter(([path]) => isHookCode(path))
    .flatMap(([path, text]) => {
      const home = path.split('/').slice(0, 2).join('/')
      return parseSource(path, text)
        .imports.filter(({ specifier }) => !comesAlong(specifier, path, home))
        .map(({ specifier, line }) => ({ place: `${path}:${line}`, message: `${specifier} is not copied along` }))
    })
}

function isHookCode(path: string): boolean {
  return /^products\/[^/]+\/.*\.[jt]s$/.test(path) && !/\/(test|templates)\/|\.test\.ts$|\.config\.ts$/.test(path)
}

function comesAlong(specifier: string, path: string, home: string): boolean {
  if (specifier.startsWith('node:') || specifier === '@meshroom/hooks-sdk') return true
  if (!specifier.startsWith('.')) return false
  return posix.join(posix.dirname(path), specifier).startsWith(`${home}/`)
}
