import { decodeText } from '../yaml/decode-text.ts'
import { indexLines } from '../yaml/line-index.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import { placeProblem } from '../yaml/yaml-problem.ts'
import { type ManifestSource, reportPlaced } from './manifest-source.ts'

/** Parses the bytes of a manifest; never throws: problems become diagnostics, and what could be read is there. */
export function parseManifest(file: string, bytes: Uint8Array): ManifestSource {
  const { text, problems } = decodeText(bytes)
  const undecoded = problems.map((problem) => placeProblem(problem, indexLines(text)))
  const parsed = parseYaml(
    text,
    undecoded.map(({ line }) => line),
  )
  const source: ManifestSource = { file, root: parsed.root, lines: parsed.lines, diagnostics: [] }
  for (const problem of [...undecoded, ...parsed.problems]) reportPlaced(source, problem)
  return source
}
