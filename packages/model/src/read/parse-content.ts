import type { FileContent } from '../disk/read-bounded.ts'
import type { YamlProblem } from '../yaml/yaml-problem.ts'
import { type ManifestSource, report } from './manifest-source.ts'
import { parseManifest } from './parse-manifest.ts'

/** Parses what was read of a file; one that was not is empty, and says why. */
export function parseContent(file: string, content: FileContent): ManifestSource {
  if (content.kind === 'read') return parseManifest(file, content.bytes)
  const source = parseManifest(file, new Uint8Array())
  report(source, describeUnread(content))
  return source
}

function describeUnread(content: Exclude<FileContent, { kind: 'read' }>): YamlProblem {
  if (content.kind === 'unreadable')
    return {
      severity: 'error',
      code: 'FILE_UNREADABLE',
      message: `the file cannot be read (${content.reason})`,
      hint: 'check its permissions',
      offset: 0,
    }
  return {
    severity: 'error',
    code: 'FILE_TOO_LARGE',
    message: `the file has ${content.size} bytes, more than a manifest may have`,
    hint: 'keep data beside the manifest, not in it',
    offset: 0,
  }
}
