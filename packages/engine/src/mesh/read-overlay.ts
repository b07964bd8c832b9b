import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Diagnostic, SettingValue } from '@meshroom/model'
import { type Document, isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml'
import { errorCode } from '../state/disk.ts'

/** Settings that an environment has instead of those in the manifests. */
export interface OverlaidSettings {
  /** Name of an instance, or `SOURCE/DESTINATION/TOPIC[/MODE]`. */
  readonly name: string
  readonly settings: Readonly<Record<string, SettingValue>>
  readonly line: number
  readonly column: number
  /** Where each of the settings stands. */
  readonly places: ReadonlyMap<string, { readonly line: number; readonly column: number }>
}

/** What `environments/<name>.yaml` says. */
export interface Overlay {
  readonly instances: readonly OverlaidSettings[]
  readonly plugs: readonly OverlaidSettings[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads the settings of an environment; total, as for every manifest: what cannot be read is a diagnostic with its place.
 *
 * @param file relative to the project
 */
export async function readOverlay(root: string, file: string): Promise<Overlay> {
  try {
    return parseOverlay(await readFile(join(root, file), 'utf8'), file)
  } catch (error) {
    const message = `cannot be read (${errorCode(error) ?? String(error)})`
    const diagnostic = { severity: 'error', code: 'FILE_UNREADABLE', message, file, line: 1, column: 1 } as const
    return { instances: [], plugs: [], diagnostics: [diagnostic] }
  }
}

/** {@link readOverlay} of a text. */
export function parseOverlay(text: string, file: string): Overlay {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const diagnostics: Diagnostic[] = []
  const reader = { file, document, diagnostics, placeOf: (offset: number) => placeAt(lines, offset) }
  for (const { message, pos } of document.errors) report(reader, 'YAML_SYNTAX', message, pos[0])
  const root = document.contents
  if (root === null || diagnostics.length > 0) return { instances: [], plugs: [], diagnostics }
  if (!isMap(root)) report(reader, 'MANIFEST_WRONG_TYPE', 'instances: and plugs: are expected', 0)
  const parts = isMap(root) ? partsOf(reader, root) : { instances: [], plugs: [] }
  return { ...parts, diagnostics }
}

interface Reader {
  readonly file: string
  readonly document: Document
  readonly diagnostics: Diagnostic[]
  placeOf(offset: number): { readonly line: number; readonly column: number }
}

function partsOf(reader: Reader, root: YAMLMap): Pick<Overlay, 'instances' | 'plugs'> {
  const parts = { instances: [] as OverlaidSettings[], plugs: [] as OverlaidSettings[] }
  for (const pair of root.items) {
    const key = keyOf(pair)
    if (key === 'instances' || key === 'plugs') parts[key].push(...entriesOf(reader, pair))
    else report(reader, 'MANIFEST_UNKNOWN_KEY', `"${key}" is not known: instances and plugs are`, offsetOf(pair))
  }
  return parts
}

function entriesOf(reader: Reader, { value, ...pair }: Pair): OverlaidSettings[] {
  if (!isMap(value)) {
    report(reader, 'MANIFEST_WRONG_TYPE', 'names with their settings are expected', offsetOf(pair))
    return []
  }
  return value.items.flatMap((entry) => {
    const settings = isMap(entry.value) ? entry.value.get('settings') : undefined
    if (isMap(settings) && isMap(entry.value) && entry.value.items.length === 1)
      return settingsOf(reader, { entry, settings })
    report(reader, 'MANIFEST_WRONG_TYPE', `${keyOf(entry)} has settings: and nothing else here`, offsetOf(entry))
    return []
  })
}

function settingsOf(
  reader: Reader,
  { entry, settings }: { readonly entry: Pair; readonly settings: YAMLMap },
): OverlaidSettings[] {
  try {
    return [
      {
        name: keyOf(entry),
        // As text and back: a mapping that holds itself is no setting.
        settings: JSON.parse(JSON.stringify(settings.toJS(reader.document))) as Readonly<Record<string, SettingValue>>,
        ...reader.placeOf(offsetOf(entry)),
        places: new Map(settings.items.map((pair) => [keyOf(pair), reader.placeOf(offsetOf(pair))])),
      },
    ]
  } catch {
    // They lead nowhere, in circles, or unfold to more than anybody writes.
    report(reader, 'YAML_SYNTAX', `the aliases of ${keyOf(entry)} cannot be followed`, offsetOf(entry))
    return []
  }
}

function keyOf({ key }: Pick<Pair, 'key'>): string {
  return isScalar(key) ? String(key.value) : String(key)
}

function offsetOf({ key }: Pick<Pair, 'key'>): number {
  return isScalar(key) ? (key.range?.[0] ?? 0) : 0
}

function placeAt(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

const example = `it looks like this:
instances:
  mysekoia:
    settings: { region: test1 }
plugs:
  myedr/mysekoia/events:
    settings: { rate: 5 }
`

function report({ file, diagnostics, placeOf }: Reader, code: string, message: string, offset: number): void {
  const hint = code.startsWith('MANIFEST_') ? { hint: example } : {}
  diagnostics.push({ severity: 'error', code, message, ...hint, file, ...placeOf(offset) })
}
