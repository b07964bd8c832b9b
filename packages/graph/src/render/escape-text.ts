/** Characters that XML 1.0 cannot hold at all, and lone halves of surrogate pairs. */
const unspeakable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as XML and HTML take it, in content and in attributes. What they cannot hold becomes the sign for a character that is lost. */
export function escapeXml(text: string): string {
  return text.replaceAll(unspeakable, '\ufffd').replaceAll(/[&<>"']/g, (character) => entities[character]!)
}

/** A quoted string of the DOT language, drawn as it is written, in lines: no escape of DOT's own (`\N`, `\l`) can come about. */
export function quoteDot(...lines: readonly string[]): string {
  return `"${lines.map(escapeDot).join('\\n')}"`
}

function escapeDot(text: string): string {
  const plain = text.replaceAll(/\p{Cc}/gu, ' ')
  return plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
}
