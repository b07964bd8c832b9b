import { type Document, parseDocument } from 'yaml'

/** Composes one document without throwing. Equal keys are left for whoever reads it, who can say where both are. */
export function composeDocument(text: string): Document.Parsed {
  return parseDocument(text, { uniqueKeys: false, stringKeys: true, prettyErrors: false, logLevel: 'error' })
}
