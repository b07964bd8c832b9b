import { isBuiltin } from 'node:module'
import type { Plugin } from 'rolldown'

const IMPORT = /^import (?:\* as )?(?:(?<whole>[\w$]+)(?:, )?)?(?:\{ (?<names>[^}]*) \})? from "(?<module>[^"]+)";$/gm

/**
 * Takes modules of Node without `import`, which reads every property of each: those of `fs`, `process` and `zlib` then load streams, reports
 * and archives, which takes longer than the rest of a short command.
 */
export function takeBuiltins(): Plugin {
  return { name: 'take-builtins', renderChunk: (code) => code.replaceAll(IMPORT, takeBuiltin) }
}

function takeBuiltin(statement: string, ...match: unknown[]): string {
  const { whole, names, module } = match.at(-1) as { whole?: string; names?: string; module: string }
  if (!isBuiltin(module)) return statement
  // A chunk may have a `process` of its own.
  const taken = `globalThis.process.getBuiltinModule("${module}")`
  const parts = names && `{ ${names.replaceAll(' as ', ': ')} }`
  if (whole === undefined) return `const ${parts} = ${taken};`
  return `const ${whole} = ${taken};${parts ? ` const ${parts} = ${whole};` : ''}`
}
