/** A text as lines, for trying what a changed line would make of it. Line numbers start at 0 here. */
export interface TextLines {
  readonly lines: readonly string[]
  /** Offset of the first character of each line. */
  readonly starts: readonly number[]
}

export function splitLines(text: string): TextLines {
  const lines = text.split('\n')
  const starts: number[] = []
  let offset = 0
  for (const line of lines) {
    starts.push(offset)
    offset += line.length + 1
  }
  return { lines, starts }
}

export function joinLines({ lines }: TextLines, line: number, replacement: string): string {
  return lines.with(line, replacement).join('\n')
}

export function lineAt({ starts }: TextLines, offset: number): number {
  const after = starts.findIndex((start) => start > offset)
  return after === -1 ? starts.length - 1 : after - 1
}

export function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** False for blank lines and comments, which belong to no structure. */
export function hasContent(line: string | undefined): line is string {
  return line !== undefined && /^\s*[^\s#]/.test(line)
}
