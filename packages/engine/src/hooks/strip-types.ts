/** JavaScript with every character where it was in the source, or why there is none. `line` and `column` start at 1. */
export type StrippedSource =
  | { readonly code: string }
  | { readonly message: string; readonly line: number; readonly column: number; readonly unsupported: boolean }

type Strip = (code: string) => string

let loaded: Promise<Strip> | undefined

/** Turns TypeScript into JavaScript by blanking its types. Loading Node's stripper takes some 30 ms, so it waits for the first call. */
export async function stripTypes(source: string): Promise<StrippedSource> {
  loaded ??= loadStripper()
  const strip = await loaded
  try {
    return { code: strip(source) }
  } catch (error) {
    return describeFault(source, error)
  }
}

async function loadStripper(): Promise<Strip> {
  const { stripTypeScriptTypes } = await import('node:module')
  withoutWarning(() => stripTypeScriptTypes(''))
  return (code) => stripTypeScriptTypes(code)
}

/** Node warns of its experimental stripper at the first use; a person who lists products has nothing to do with that. */
function withoutWarning(act: () => void): void {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    act()
  } finally {
    process.emitWarning = emitWarning
  }
}

/** Node tells the place only at the head of the stack: `:<line>`, then source lines, with carets below the fault or `>` before it. */
function describeFault(source: string, error: unknown): StrippedSource {
  if (!(error instanceof Error)) throw error
  const stack = error.stack ?? ''
  const line = Number(/^:(\d+)$/m.exec(stack)?.[1] ?? 1)
  const indent = /^(\s*)\^+$/m.exec(stack)?.[1] ?? /^ {2}> (\s*)/m.exec(stack)?.[1] ?? ''
  const column = columnAt(source.split(/\r?\n/)[line - 1] ?? '', indent.length)
  const unsupported = 'code' in error && error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
  return { message: error.message, line, column, unsupported }
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/

/** The carets count cells of a terminal; a column counts characters, from 1. */
function columnAt(line: string, cells: number): number {
  let passed = 0
  for (let column = 0; column < line.length; column++) {
    if (passed >= cells) return column + 1
    const character = line.charAt(column)
    passed += character === '\t' ? 4 - (passed % 4) : WIDE.test(character) ? 2 : 1
  }
  return line.length + 1
}
