import { inspect } from 'node:util'
import { cleanText } from './clean-text.ts'
import { percentForms } from './percent-forms.ts'

/** Shorter values would blank ordinary text, and are no secrets. */
export const shortestSecret = 4

/** Shorter ends of wrapped base64 are in ordinary words. */
const SHORTEST_PIECE = 8

/** Shorter values are ordinary words in another case. */
const SHORTEST_IN_ANY_CASE = 8

/** Where programs wrap base64: MIME, and PEM. Whole groups of four fit into a line. */
const WRAPS = [76, 64] as const

/** Longer secrets, those of several lines, and the first and last lines of keys are texts: they begin and end as texts do that are no secrets. */
const LONGEST_TOKEN = 2048

/** Longer pieces of a token are removed from wherever lines are broken within it; of a short one, so are all that are at least half of it. */
const LONG_PIECE = 16

/**
 * Every form in which a secret of at least {@link shortestSecret} characters is looked for: as it is and line by line, with and without control characters, and in lower or upper case, as
 * names of hosts are; as JSON and JSON in JSON write it; as URLs, forms and HTML do; in hexadecimal; and as base64 and base64url, alone, wrapped,
 * URL-encoded, and within something longer that was encoded with it (`user:secret`) and then wrapped.
 */
export function formsOfSecret(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim())
  // What hooks say is cleaned before it is looked through.
  const whole = [secret, secret.trim(), ...lines].flatMap((form) => [form, cleanText(form)])
  const plain = new Set(whole.filter((form) => form.length >= shortestSecret))
  const forms = [...plain].flatMap((form) => [
    form,
    ...casesOf(form),
    ...jsonForms(form),
    ...inspectForms(form),
    ...percentForms(form),
    ...htmlForms(form),
    ...hexForms(form),
    ...base64Forms(form),
  ])
  return [...new Set(forms)].filter((form) => form.length >= shortestSecret)
}

function casesOf(form: string): string[] {
  return form.length < SHORTEST_IN_ANY_CASE ? [] : [form.toLowerCase(), form.toUpperCase()]
}

/** Languages differ in what they escape: everything that is not ASCII, `/` (PHP), `&`, `<` and `>` (Go). */
function jsonForms(form: string): string[] {
  const once = inJson(form)
  const ascii = [once, once.replace(/[&<>]/g, escapeUnit)].map((each) => each.replace(/[\u007f-\uffff]/g, escapeUnit))
  const ways = [once, ...ascii, once.replace(/[&<>]/g, escapeUnit)].flatMap((way) => [way, way.replaceAll('/', '\\/')])
  return ways.flatMap((way) => [way, inJson(way), inJson(inJson(way))])
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** How `console` writes a text within an object: between apostrophes, which it then escapes, or between whatever else is not in it. */
function inspectForms(form: string): string[] {
  const quotes = `'"\``
  const escaped = inspect(quotes + form, { maxStringLength: null, maxArrayLength: null }).slice(`'\\'"\``.length, -1)
  return [escaped, escaped.replaceAll("\\'", "'")]
}

/** What HTML libraries write for the apostrophe and the quotation mark; some leave either as it is. */
const APOSTROPHES = ["'", '&#39;', '&#x27;', '&#039;', '&apos;']
const QUOTATIONS = ['"', '&quot;', '&#34;']

function htmlForms(form: string): string[] {
  const text = form.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const forms = APOSTROPHES.flatMap((apostrophe) =>
    QUOTATIONS.map((quotation) => text.replaceAll("'", apostrophe).replaceAll('"', quotation)),
  )
  return [...forms, ...forms.map((each) => each.replaceAll('/', '&#x2F;'))]
}

function hexForms(form: string): string[] {
  const hex = Buffer.from(form).toString('hex')
  return [hex, hex.toUpperCase()]
}

function base64Forms(form: string): string[] {
  const bytes = Buffer.from(form)
  const whole = bytes.toString('base64')
  const pieces = [0, 1, 2].map((offset) => base64Piece(bytes, offset))
  const wrapped = WRAPS.flatMap((width) => cut(whole, width)).filter((piece) => piece.length >= SHORTEST_PIECE)
  const forms = [whole, whole.replace(/=+$/, ''), ...pieces, ...wrapped]
  const broken = isToken(form) ? [0, 1, 2].flatMap((offset) => brokenPieces(bytes, offset)) : []
  const inUrl = forms.map((each) => encodeURIComponent(each))
  return [
    ...forms,
    ...broken,
    ...forms.map((each) => each.replaceAll('+', '-').replaceAll('/', '_')),
    ...forms.map((each) => each.replaceAll('/', '\\/')),
    ...inUrl,
    ...inUrl.map((each) => each.replaceAll('%2B', '%2b').replaceAll('%2F', '%2f').replaceAll('%3D', '%3d')),
  ]
}

/** What is the same in every base64 text in which the bytes begin `offset` bytes behind a group of three. */
function base64Piece(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  const to = Math.floor(((offset + bytes.length) * 8) / 6)
  return text.slice(startOf(offset), to)
}

/** How many characters of base64 tell something of `offset` bytes. */
function startOf(offset: number): number {
  return Math.ceil((offset * 8) / 6)
}

function isToken(form: string): boolean {
  return form.length <= LONGEST_TOKEN && /^(?!-----).+$/.test(form)
}

/** All that may be in one line of {@link base64Piece} where the text that it is in is wrapped: its beginnings, its ends and, of a longer one, its lines. */
function brokenPieces(bytes: Buffer, offset: number): string[] {
  const piece = base64Piece(bytes, offset)
  const [widest] = WRAPS
  const pieces: string[] = []
  for (let at = 4 - startOf(offset); at < piece.length; at += 4) {
    if (at <= widest) pieces.push(piece.slice(0, at))
    for (const width of WRAPS) pieces.push(piece.slice(at, at + width))
  }
  const shortest = Math.min(LONG_PIECE, Math.max(SHORTEST_PIECE, Math.ceil(piece.length / 2)))
  return pieces.filter(({ length }) => length >= shortest)
}

function cut(text: string, width: number): string[] {
  if (text.length <= width) return []
  return Array.from({ length: Math.ceil(text.length / width) }, (_, i) => text.slice(i * width, (i + 1) * width))
}
