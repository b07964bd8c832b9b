import type { YamlProblem } from './yaml-problem.ts'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** Decodes UTF-8. Invalid bytes are reported at the first of them, and read as U+FFFD. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly problems: readonly YamlProblem[] } {
  try {
    return { text: strict.decode(bytes), problems: [] }
  } catch {
    return { text: lenient.decode(bytes), problems: [reportInvalidByte(bytes)] }
  }
}

function reportInvalidByte(bytes: Uint8Array): YamlProblem {
  const at = findInvalidByte(bytes)
  const byte = bytes[at]!.toString(16).padStart(2, '0')
  return {
    severity: 'error',
    code: 'YAML_INVALID_UTF8',
    message: `the byte 0x${byte} is not valid UTF-8`,
    hint: 'save the file as UTF-8',
    offset: lenient.decode(bytes.subarray(0, at)).length,
  }
}

/** The longest valid beginning ends at the first invalid sequence; halving finds it, as every beginning of a valid text decodes as a stream. */
function findInvalidByte(bytes: Uint8Array): number {
  let valid = 0
  let invalid = bytes.length
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (decodesAsStream(bytes.subarray(0, middle))) valid = middle
    else invalid = middle
  }
  return startOfSequence(bytes, invalid - 1)
}

function decodesAsStream(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

/** A sequence that breaks off is reported at its first byte, so that what comes before is whole characters. */
function startOfSequence(bytes: Uint8Array, at: number): number {
  let start = at
  while (start > 0 && at - start < 3 && !decodesWhole(bytes.subarray(0, start))) start--
  return start
}

function decodesWhole(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}
