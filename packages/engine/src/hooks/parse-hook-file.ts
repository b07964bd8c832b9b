import type { Diagnostic, Integration } from '@meshroom/model'
import type { Program } from 'acorn'
import { checkPlacement } from './check-placement.ts'
import { checkSdkUse } from './check-sdk-use.ts'
import { type FactoryCall, findFactoryCalls } from './find-factory-calls.ts'
import type { HookDeclaration } from './hook-declaration.ts'
import { mentionsSdk } from './mentions-sdk.ts'
import { readHookOptions } from './read-hook-options.ts'
import { LiteralReader } from './read-literal.ts'
import { type ModuleExport, type ModuleFacts, readModule } from './read-module.ts'
import { placeOf, type Report, reportInto } from './report-place.ts'
import { stripTypes } from './strip-types.ts'

/** A file that may declare hooks. */
export interface HookSource {
  readonly product: string
  /** Relative to the project. */
  readonly file: string
  readonly text: string
  /** The integration whose manifest it stands beside. */
  readonly integration?: Integration
}

/** What one file declares. */
export interface ParsedHookFile {
  readonly hooks: readonly HookDeclaration[]
  readonly diagnostics: readonly Diagnostic[]
}

/** What is known of a file while it is read. */
interface Reading {
  readonly source: HookSource
  readonly facts: ModuleFacts
  readonly report: Report
}

/** In characters; a larger file is made by a program and slows down every command. */
const LARGEST = 1_000_000

/** Reads the hooks that a file declares, without running it. Every problem is a diagnostic with its place; a hook with one is left out. */
export async function parseHookFile(source: HookSource): Promise<ParsedHookFile> {
  if (!mentionsSdk(source.text)) return { hooks: [], diagnostics: [] }
  if (source.text.length > LARGEST) return { hooks: [], diagnostics: [tooLarge(source)] }
  const diagnostics: Diagnostic[] = []
  const program = await parseProgram(source, diagnostics)
  if (program === undefined) return { hooks: [], diagnostics }
  const report = reportInto(diagnostics, source.file)
  const reading = { source, facts: readModule(program), report }
  checkSdkUse(reading.facts, report)
  const hooks = findFactoryCalls(reading.facts).flatMap((call) => declareHook(call, reading) ?? [])
  return { hooks, diagnostics }
}

function tooLarge({ file, text }: HookSource): Diagnostic {
  const message = `it has ${text.length} characters, and hooks are read in files of up to ${LARGEST}`
  const hint = 'keep hooks in a small file that imports the rest'
  return { severity: 'error', code: 'HOOK_FILE_TOO_LARGE', message, hint, file, line: 1, column: 1 }
}

async function parseProgram({ file, text }: HookSource, diagnostics: Diagnostic[]): Promise<Program | undefined> {
  const source = text.replace(/^\uFEFF/, '')
  const stripped = /\.m?ts$/.test(file) ? await stripTypes(source) : { code: source }
  if ('code' in stripped) return parseCode(stripped.code, file, diagnostics)
  const { message, line, column, unsupported } = stripped
  const code = unsupported ? 'HOOK_TYPESCRIPT_NOT_ERASABLE' : 'HOOK_SYNTAX'
  const hint =
    'hooks run without a compiler: use only TypeScript that is erased, with "erasableSyntaxOnly" in tsconfig.json'
  diagnostics.push({ severity: 'error', code, message, ...(unsupported && { hint }), file, line, column })
  return undefined
}

async function parseCode(code: string, file: string, diagnostics: Diagnostic[]): Promise<Program | undefined> {
  const { parse } = await import('acorn')
  try {
    return parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true, allowHashBang: true })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const { line = 1, column = 0 } = 'loc' in error ? (error.loc as { line: number; column: number }) : {}
    const message = error.message.replace(/ \(\d+:\d+\)$/, '')
    diagnostics.push({ severity: 'error', code: 'HOOK_SYNTAX', message, file, line, column: column + 1 })
    return undefined
  }
}

function declareHook(call: FactoryCall, reading: Reading): HookDeclaration | undefined {
  const exported = findExport(call, reading)
  if (exported === undefined) return undefined
  const options = readArguments(call, reading)
  if (options === undefined) return undefined
  const { source, report } = reading
  if (!checkPlacement({ call, options, integration: source.integration, report })) return undefined
  const role = call.factory.role ?? source.integration?.role
  return {
    id: `${source.file}#${exported.name}`,
    product: source.product,
    file: source.file,
    export: exported.name,
    kind: call.factory.kind,
    ...(role !== undefined && { role }),
    options,
    ...(source.integration && { integration: keyOfIntegration(source.integration) }),
    place: placeOf(exported.node, source.file),
  }
}

function keyOfIntegration({ target, topic, role, mode }: Integration): NonNullable<HookDeclaration['integration']> {
  return { target, ...(topic !== undefined && { topic }), role, mode }
}

/** The one name under which a hook is exported. */
function findExport(call: FactoryCall, { facts, report, source }: Reading): ModuleExport | undefined {
  const exports = facts.exports.filter((each) => valueBehind(each, facts) === call.node)
  const [first, second] = exports.filter(({ name }) => name !== 'default')
  if (second !== undefined && first !== undefined) {
    report(second.node, 'HOOK_EXPORTED_TWICE', `"${second.name}" is the same hook as "${first.name}"`, {
      hint: 'export it once: each export is a hook of its own and would run',
      related: [{ message: 'exported here first', ...placeOf(first.node, source.file) }],
    })
  }
  if (first === undefined) reportUnreachable(call, exports[0], report)
  return first
}

function reportUnreachable(call: FactoryCall, asDefault: ModuleExport | undefined, report: Report): void {
  const { kind } = call.factory
  if (asDefault !== undefined) {
    report(asDefault.node, 'HOOK_DEFAULT_EXPORT', 'a hook must be a named export, not the default one', {
      hint: `write: export const <name> = ${kind}(…)`,
    })
    return
  }
  report(call.node, 'HOOK_NOT_EXPORTED', `this ${kind} hook is not a named export of the file, so nothing runs it`, {
    severity: 'warning',
    hint: `write: export const <name> = ${kind}(…)`,
  })
}

function valueBehind({ value }: ModuleExport, facts: ModuleFacts): ModuleExport['value'] {
  let current = value
  for (let step = 0; current?.type === 'Identifier' && step < 20; step++) {
    current = facts.variables.get(current.name)?.init
  }
  return current
}

function readArguments(
  { node, factory }: FactoryCall,
  { facts, report }: Reading,
): HookDeclaration['options'] | undefined {
  const [first, second, ...more] = node.arguments
  const literalFirst =
    first?.type === 'Literal' || first?.type === 'ObjectExpression' || first?.type === 'TemplateLiteral'
  if (first === undefined || more.length > 0 || (second === undefined && literalFirst)) {
    report(node, 'HOOK_ARGUMENTS', `${factory.kind} takes an optional topic or options, and then the hook's function`)
    return undefined
  }
  if (second === undefined && first.type !== 'SpreadElement') return {}
  if (first.type === 'SpreadElement' || second?.type === 'SpreadElement') {
    report(node, 'HOOK_OPTION_NOT_LITERAL', 'the arguments of a hook must be written out, not spread')
    return undefined
  }
  return readHookOptions(first, new LiteralReader(facts), report)
}
