import { type Document, parseDocument } from 'yaml'
import { MeshroomError } from '../error.ts'
import { isSameData, type JsonValue } from '../json-value.ts'
import type { ManifestSource } from '../read/manifest-source.ts'
import { parseManifest } from '../read/parse-manifest.ts'
import { applyEdits } from './apply-edits.ts'
import type { Edit } from './edit.ts'
import { planSplices, type Splice } from './plan-splices.ts'
import { spliceText } from './splice-text.ts'
import { detectStyle } from './style.ts'

const BYTE_ORDER_MARK = '\uFEFF'

/**
 * Edits the text of a manifest. Comments, order, quotes, line ends and every line that no edit is about stay as they are.
 *
 * @param file named in errors
 * @throws MeshroomError `MANIFEST_BROKEN` when the text is not sound YAML: nothing could be kept then;
 *   `MANIFEST_EDIT_UNSUPPORTED` when aliases stand in the way
 */
export function editText(text: string, edits: readonly Edit[], file: string): string {
  requireSound(parseManifest(file, new TextEncoder().encode(text)))
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : ''
  return mark + edits.reduce((current, edit) => editOnce(current, edit, file), text.slice(mark.length))
}

/**
 * Refuses a manifest that is not sound YAML.
 *
 * @throws MeshroomError `MANIFEST_BROKEN` with the place of the first problem
 */
export function requireSound({ file, diagnostics }: Pick<ManifestSource, 'file' | 'diagnostics'>): void {
  const problem = diagnostics.find(({ code, severity }) => code.startsWith('YAML_') && severity === 'error')
  if (problem === undefined) return
  const { line, column, message } = problem
  throw new MeshroomError(
    'MANIFEST_BROKEN',
    `${file}:${line}:${column} must be mended before it can be changed: ${message}`,
    {
      hint: problem.hint ?? `mend line ${line} of ${file}`,
      file,
      line,
      column,
    },
  )
}

/** The law is that of the data: a text that does not obey it after splicing is written anew from its document. */
function editOnce(text: string, edit: Edit, file: string): string {
  const data = dataOf(parse(text)) ?? null
  const expected = applyEdits(data, [edit])
  const splices = planSplices(data, edit)
  for (const candidate of [() => spliceAll(text, splices), () => rewrite(text, splices)]) {
    const edited = candidate()
    if (edited !== undefined && isSameData(dataOf(parse(edited)), expected)) return edited
  }
  throw new MeshroomError(
    'MANIFEST_EDIT_UNSUPPORTED',
    `${file} cannot be changed at ${edit.path.join('.')}: aliases or merge keys stand there`,
    {
      hint: `edit ${file} by hand`,
      file,
    },
  )
}

function spliceAll(text: string, splices: readonly Splice[]): string | undefined {
  return splices.reduce<string | undefined>(
    (current, splice) => (current === undefined ? undefined : spliceText(current, parse(current), splice)),
    text,
  )
}

/** Keeps comments and order, though not every space. */
function rewrite(text: string, splices: readonly Splice[]): string | undefined {
  const document = parse(text)
  try {
    for (const splice of splices) rewriteEntry(document, splice)
  } catch {
    return undefined
  }
  const { indent, indentsLists, lineEnd } = detectStyle(document, text)
  return document.toString({ lineWidth: 0, indent, indentSeq: indentsLists }).replaceAll('\n', lineEnd)
}

function rewriteEntry(document: Document.Parsed, splice: Splice): void {
  if (splice.do === 'remove') document.deleteIn(splice.path)
  else if (splice.do === 'append') document.addIn(splice.list, document.createNode(splice.value))
  else if (splice.do === 'insert') document.setIn([...splice.parent, splice.key], document.createNode(splice.value))
  else document.setIn(splice.path, document.createNode(splice.value))
}

function parse(text: string): Document.Parsed {
  return parseDocument(text, {
    uniqueKeys: false,
    stringKeys: true,
    keepSourceTokens: true,
    merge: true,
    logLevel: 'error',
  })
}

function dataOf(document: Document.Parsed): JsonValue | undefined {
  return document.errors.length > 0 ? undefined : (document.toJS() as JsonValue)
}
