/** Shorter values would blank ordinary text, and are no secrets. */
export const shortestSecret = 4

/** A piece of base64 is characteristic from this length on; shorter ones are in ordinary words. */
const SHORTEST_PIECE = 8

/** Where programs wrap base64: MIME, and PEM. */
const WRAPS = [76, 64]

/**
 * Every form in which a secret of at least {@link shortestSecret} characters is looked for: as it is and line by line; as JSON and JSON in JSON write it;
 * as URLs and forms do; and as base64 and base64url, alone, wrapped, and within something longer that was encoded with it (`user:secret`).
 */
export function formsOfSecret(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim())
  const plain = [secret, secret.trim(), ...lines].filter((form) => form.length >= shortestSecret)
  const forms = plain.flatMap((form) => [form, ...jsonForms(form), ...urlForms(form), ...base64Forms(form)])
  return [...new Set(forms)].filter((form) => form.length >= shortestSecret)
}

function jsonForms(form: string): string[] {
  const once = JSON.stringify(form).slice(1, -1)
  const ascii = once.replace(/[\u007f-\uffff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [once, ascii, JSON.stringify(once).slice(1, -1), once.replaceAll('/', '\\/')]
}

function urlForms(form: string): string[] {
  const whole = form.toWellFormed()
  const component = encodeURIComponent(whole)
  const inForm = new URLSearchParams([['', whole]]).toString().slice(1)
  const forms = [component, encodeURI(whole), inForm, inForm.replaceAll('+', '%20')]
  return [...forms, ...forms.map((each) => each.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))]
}

function base64Forms(form: string): string[] {
  const bytes = Buffer.from(form)
  const whole = bytes.toString('base64')
  const pieces = [0, 1, 2].map((offset) => base64Piece(bytes, offset)).filter((piece) => piece.length >= SHORTEST_PIECE)
  const wrapped = WRAPS.flatMap((width) => cut(whole, width)).filter((piece) => piece.length >= SHORTEST_PIECE)
  const forms = [whole, whole.replace(/=+$/, ''), ...pieces, ...wrapped]
  return [...forms, ...forms.map((each) => each.replaceAll('+', '-').replaceAll('/', '_'))]
}

/** What is the same in every base64 text in which the bytes begin `offset` bytes behind a group of three. */
function base64Piece(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  const from = Math.ceil((offset * 8) / 6)
  const to = Math.floor(((offset + bytes.length) * 8) / 6)
  return text.slice(from, to)
}

function cut(text: string, width: number): string[] {
  if (text.length <= width) return []
  return Array.from({ length: Math.ceil(text.length / width) }, (_, i) => text.slice(i * width, (i + 1) * width))
}
