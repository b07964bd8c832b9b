import { hasContent, indentOf, type TextLines } from './text-lines.ts'

/** One way in which a line could be made right; kinds are ordered by how well they explain a slip. */
export interface Mend {
  readonly kind: 'indent' | 'complete' | 'key' | 'blank' | 'opener'
  readonly line: number
  readonly text: string
  readonly hint?: string
}

/** What a person may have meant by a line: it, indented, completed, cut down to its key, left out, or what the next line needs. */
export function proposeMends(text: TextLines, line: number): readonly Mend[] {
  const content = text.lines[line] ?? ''
  return [
    ...reindent(text, line),
    ...withoutDash(text, line),
    ...complete(content).map((mend) => ({ kind: 'complete' as const, line, ...mend })),
    ...cutToKey(content).map((mended) => ({ kind: 'key' as const, line, text: mended })),
    { kind: 'blank', line, text: '' },
    ...openNext(text, line).map((mended) => ({ kind: 'opener' as const, line, text: mended })),
  ]
}

function reindent(text: TextLines, line: number): Mend[] {
  const content = text.lines[line] ?? ''
  const bare = content.trimStart().replace(/^-\s+/, '- ')
  return likelyIndents(text, line)
    .map((indent) => ({
      kind: 'indent' as const,
      line,
      text: ' '.repeat(indent) + bare,
      hint: indent === 0 ? 'start this line at the left margin' : `indent this line by ${indent} spaces`,
    }))
    .filter((mend) => mend.text !== content)
}

/** A dash that strayed into a line makes an item of it. */
function withoutDash(text: TextLines, line: number): Mend[] {
  const content = text.lines[line] ?? ''
  if (!/^\s*-\s/.test(content)) return []
  const bare = content.replace(/^\s*-\s+/, '')
  return likelyIndents(text, line).map((indent) => ({
    kind: 'complete',
    line,
    text: ' '.repeat(indent) + bare,
    hint: `remove the dash and indent this line by ${indent} spaces`,
  }))
}

const DASHES = /^\s*((?:-\s+)*)/

/** The columns at which the neighbours start, with and without their dashes, and one step further in than the one before. */
function likelyIndents({ lines }: TextLines, line: number): readonly number[] {
  const before = lines.slice(0, line).findLast(hasContent)
  const after = lines.slice(line + 1).find(hasContent)
  const columns = [before, after].flatMap((neighbour) => {
    if (neighbour === undefined) return []
    const indent = indentOf(neighbour)
    return [indent, indent + (DASHES.exec(neighbour)?.[1]?.length ?? 0)]
  })
  const inner = before === undefined ? [] : [indentOf(before) + 2, indentOf(before) + 4]
  const outer = columns.flatMap((column) => (column >= 2 ? [column - 2] : []))
  return [...new Set([indentOf(lines[line] ?? ''), ...columns, ...inner, ...outer])]
}

function complete(content: string): Pick<Mend, 'text' | 'hint'>[] {
  const bare = content.trimEnd()
  const mends: { text: string; hint: string }[] = []
  for (const quote of ['"', "'"]) {
    if (count(bare, quote) % 2 === 1) mends.push({ text: bare + quote, hint: `close the quote with ${quote}` })
  }
  if (count(bare, '[') > count(bare, ']')) mends.push({ text: `${bare}]`, hint: 'close the list with ]' })
  if (count(bare, '{') > count(bare, '}')) mends.push({ text: `${bare}}`, hint: 'close the mapping with }' })
  if (bare.endsWith(':'))
    mends.push(
      { text: `${bare} {`, hint: 'open the mapping with {' },
      { text: `${bare} [`, hint: 'open the list with [' },
    )
  if (/^\s*-[^\s-]/.test(bare)) mends.push({ text: bare.replace('-', '- '), hint: 'put a space after the dash' })
  if (/:\S/.test(bare)) mends.push({ text: bare.replace(/:(?=\S)/, ': '), hint: 'put a space after the colon' })
  if (hasContent(bare) && !bare.includes(':')) mends.push({ text: `${bare}:`, hint: 'put a colon after the key' })
  return mends
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}

const KEY = /^(\s*(?:-\s+)*)[^\w\s]*([\w.]+)/

/** A line whose value or decoration is wrong still opens the block below it. */
function cutToKey(content: string): string[] {
  const parts = KEY.exec(content)
  return parts === null ? [] : [`${parts[1]}${parts[2]}:`]
}

/** Whatever the line should have been, it opened what follows: as an item, a key, or a bracket. */
function openNext({ lines }: TextLines, line: number): string[] {
  const next = lines.slice(line + 1).find(hasContent)
  const indent = next === undefined ? 0 : indentOf(next)
  const brackets = cutToKey(lines[line] ?? '').flatMap((key) => [`${key} {`, `${key} [`])
  if (indent < 2) return brackets
  const margin = ' '.repeat(indent - 2)
  return [`${margin}-`, `${margin}key:`, ...brackets]
}
