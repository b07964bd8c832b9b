import { decodeText } from '../yaml/decode-text.ts'
import { indexLines } from '../yaml/line-index.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import { type ManifestSource, report } from './manifest-source.ts'

/** Parses the bytes of a manifest; never throws: problems become diagnostics, and what could be read is there. */
export function parseManifest(file: string, bytes: Uint8Array): ManifestSource {
  const { text, problems } = decodeText(bytes)
  const parsed = parseYaml(text)
  const source: ManifestSource = { file, root: parsed.root, lines: indexLines(text), diagnostics: [] }
  for (const problem of [...problems, ...parsed.problems]) report(source, problem)
  return source
}
