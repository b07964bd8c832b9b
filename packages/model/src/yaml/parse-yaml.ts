import { type Document, parseDocument, type YAMLError } from 'yaml'
import { locate } from './locate.ts'
import type { Located } from './located.ts'
import type { YamlProblem } from './yaml-problem.ts'

export interface ParsedYaml {
  readonly root: Located
  readonly problems: readonly YamlProblem[]
}

/** Parses one YAML document; never throws. What could be read is there however many problems there are. */
export function parseYaml(text: string): ParsedYaml {
  const document = composeDocument(text)
  const { root, problems } = locate(document)
  return { root, problems: [...document.errors.map(toProblem), ...problems] }
}

function composeDocument(text: string): Document.Parsed {
  return parseDocument(text, { uniqueKeys: false, stringKeys: true, prettyErrors: false, logLevel: 'silent' })
}

function toProblem(error: YAMLError): YamlProblem {
  return { severity: 'error', code: 'YAML_SYNTAX', message: error.message, offset: error.pos[0] }
}
