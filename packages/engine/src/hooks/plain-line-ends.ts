/**
 * A file as every checkout has it: a text with its lines ended by LF alone, where git may have written CRLF. A file with a zero byte is no text, to git
 * as to us, and stays as it is.
 */
export function plainLineEnds(content: Buffer): Buffer {
  if (!content.includes('\r\n') || content.includes(0)) return content
  return Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
}
