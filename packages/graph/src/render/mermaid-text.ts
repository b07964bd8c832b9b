/** Characters that Mermaid could read as more than text. */
const special = /["#<>&;:$`\\|{}[\]]/g

/** How a label would begin as a list in Markdown, which Mermaid refuses to draw. */
const listStart = /^(\s*\d+)\.(?=\s)|^(\s*)[-*+](?=\s)/

/**
 * Makes a Mermaid id of a name: equal for equal names, different for different ones, and never a word that Mermaid reserves. Letters and
 * digits of ASCII stand for themselves, all else for its code point in hexadecimal between underscores.
 */
export function mermaidId(name: string): string {
  return `p_${name.replaceAll(/[^A-Za-z0-9]/gu, (character) => `_${character.codePointAt(0)!.toString(16)}_`)}`
}

/** Quotes a label so that it is drawn as it is written, in lines. A control character becomes a space. */
export function mermaidLabel(...lines: readonly string[]): string {
  return `"${lines.map(escapeLine).join('<br/>')}"`
}

function escapeLine(text: string): string {
  const plain = text.replaceAll(/\p{Cc}/gu, ' ').replaceAll(special, entity)
  return plain.replace(listStart, (start) => start.replace(/[.*+-]$/, entity)) || ' '
}

function entity(character: string): string {
  return `#${character.codePointAt(0)};`
}
