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

/** A name in the DOT language. */
export function quoteDot(name: string): string {
  return `"${escapeDot(name)}"`
}

/** A label in the DOT language, drawn as it is written, in lines: neither an escape of DOT's own (`\N`, `\l`) nor an entity of HTML can come about. */
export function labelDot(...lines: readonly string[]): string {
  return `"${lines.map((line) => escapeDot(line).replaceAll('&', '&amp;')).join('\\n')}"`
}

function escapeDot(text: string): string {
  const plain = text.replaceAll(/\p{Cc}/gu, ' ')
  return plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
}
