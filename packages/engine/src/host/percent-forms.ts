/** What is not encoded besides letters and digits, and what becomes of a space; by who encodes so. */
const WAYS: readonly { readonly kept: string; readonly space: '%20' | '+' }[] = [
  // encodeURIComponent
  { kept: "-_.!~*'()", space: '%20' },
  // encodeURI
  { kept: "-_.!~*'();/?:@&=+$,#", space: '%20' },
  // RFC 3986 to the letter: rawurlencode of PHP, most signing libraries; with a plus quote_plus of Python, QueryEscape of Go, CGI.escape of Ruby
  { kept: '-_.~', space: '%20' },
  { kept: '-_.~', space: '+' },
  // quote of Python
  { kept: '-_.~/', space: '%20' },
  // PathEscape of Go
  { kept: '-_.~$&+=:@', space: '%20' },
  // forms of the web, URLEncoder of Java; urlencode of PHP
  { kept: '-_.*', space: '+' },
  { kept: '-_.*', space: '%20' },
  { kept: '-_.', space: '+' },
  // requests of Python, curl: what is reserved stays
  { kept: "-_.~!#$%&'()*+,/:;=?@[]", space: '%20' },
  { kept: '', space: '%20' },
]

/** Every way in which programs write a text into a URL or a form, with digits of either case; once, and once more by whoever encodes that again. */
export function percentForms(text: string): readonly string[] {
  const whole = text.toWellFormed()
  const forms = new Set(WAYS.map((way) => encode(whole, way)))
  forms.add(encodeAll(whole))
  const lower = [...forms].map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))
  const twice = [...forms].map((form) => form.replaceAll('%', '%25'))
  return [...new Set([...forms, ...lower, ...twice])]
}

function encode(text: string, { kept, space }: (typeof WAYS)[number]): string {
  const isKept = (character: string) => /^[A-Za-z0-9]$/.test(character) || kept.includes(character)
  return [...text].map((each) => (each === ' ' ? space : isKept(each) ? each : encodeAll(each))).join('')
}

function encodeAll(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
