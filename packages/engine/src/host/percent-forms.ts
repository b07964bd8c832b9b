/** What is not encoded besides letters and digits, and what becomes of a space; by who encodes so. */
const WAYS = [
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
].map(({ kept, space }) => ({ encoded: allBut(kept), space }))

/** Every way in which programs write a text into a URL or a form, with digits of either case; once, and once more by whoever encodes that again. */
export function percentForms(text: string): readonly string[] {
  const whole = text.toWellFormed()
  const forms = new Set(WAYS.map((way) => encode(whole, way)))
  forms.add(encodeAll(whole))
  const lower = [...forms].map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))
  const twice = [...forms].map((form) => form.replaceAll('%', '%25'))
  return [...new Set([...forms, ...lower, ...twice])]
}

function allBut(kept: string): RegExp {
  const codes = [...kept].map((each) => `\\u{${each.charCodeAt(0).toString(16)}}`)
  return new RegExp(`[^A-Za-z0-9${codes.join('')}]`, 'gu')
}

function encode(text: string, { encoded, space }: (typeof WAYS)[number]): string {
  return text.replace(encoded, (each) => (each === ' ' ? space : encodeAll(each)))
}

function encodeAll(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&')
}
