import type { YAMLError } from 'yaml'

type ErrorCode = YAMLError['code']

const SAID: Partial<Readonly<Record<ErrorCode, string>>> = {
  BAD_INDENT: 'the indentation does not fit the lines around it',
  BAD_SCALAR_START: 'a text that begins with this character must be in quotes',
  BAD_DQ_ESCAPE: 'this escape is not known in a text in double quotes',
  BAD_ALIAS: 'the name of an alias or anchor is missing here',
  BAD_DIRECTIVE: 'a line that begins with "%" is a directive, and this one is not known',
  BLOCK_AS_IMPLICIT_KEY: 'a key or list cannot begin here, on the line of another key',
  BLOCK_IN_FLOW: 'a list or mapping inside brackets must be in brackets too',
  KEY_OVER_1024_CHARS: 'the key is too long',
  MULTILINE_IMPLICIT_KEY: 'the key has no colon after it on its line',
  MULTIPLE_DOCS: 'a manifest is one document; what follows "---" or "..." is not read',
  NON_STRING_KEY: 'a key must be a plain text',
  RESOURCE_EXHAUSTION: 'the nesting is too deep',
  TAB_AS_INDENT: 'a tab stands where spaces must be',
  UNEXPECTED_TOKEN: 'this does not fit here',
  BAD_COLLECTION_TYPE: 'the tag does not fit what it stands before',
}

const HINTS: Partial<Readonly<Record<ErrorCode, string>>> = {
  BAD_SCALAR_START: 'put the text in quotes',
  MULTIPLE_DOCS: 'keep one document in the file',
  NON_STRING_KEY: 'write the key as a text, in quotes if need be',
  TAB_AS_INDENT: 'indent with spaces',
}

/** Words for what the parser found, and the next step. */
export function describeSyntaxError(error: YAMLError): { readonly message: string; readonly hint: string } {
  return {
    message: SAID[error.code] ?? lowerFirst(error.message),
    hint: HINTS[error.code] ?? 'compare this line with those around it',
  }
}

function lowerFirst(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1)
}
