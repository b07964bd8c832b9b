/** A fenced block of a Markdown document, with what the HTML comment right before it says about how to play it. */
export interface Block {
  readonly language: string
  readonly text: string
  /** Line of the opening fence, from 1. */
  readonly line: number
  /** `key: value` pairs of the comment: `exit`, `shows`, `answer`, `file`, `merge`; a key may stand several times. */
  readonly notes: readonly (readonly [key: string, value: string])[]
}

/** Reads the fenced blocks of a Markdown document in order. */
export function readDocument(markdown: string): Block[] {
  const blocks: Block[] = []
  const lines = markdown.split('\n')
  let notes: [string, string][] = []
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!
    const fence = /^```(\w+)/.exec(line)
    if (fence) {
      const end = lines.indexOf('```', index + 1)
      if (end < 0) throw new Error(`line ${index + 1}: the block is never closed`)
      blocks.push({ language: fence[1]!, text: lines.slice(index + 1, end).join('\n'), line: index + 1, notes })
      index = end
    }
    notes = readNotes(line, notes, fence !== null)
  }
  return blocks
}

/** The values of one kind of note of a block, in order. */
export function notesOf(block: Block, key: string): string[] {
  return block.notes.filter(([name]) => name === key).map(([, value]) => value)
}

function readNotes(line: string, notes: [string, string][], used: boolean): [string, string][] {
  const comment = /^<!-- (\w+): (.*) -->$/.exec(line)
  if (comment) return [...notes, [comment[1]!, comment[2]!]]
  return used || line.trim() !== '' ? [] : notes
}
