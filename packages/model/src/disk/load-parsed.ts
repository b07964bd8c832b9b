import { join } from 'node:path'
import type { Project } from '../project.ts'
import { assembleProject } from '../read/assemble-project.ts'
import { listManifests } from '../read/found-manifest.ts'
import type { ManifestSource } from '../read/manifest-source.ts'
import { parseContent } from '../read/parse-content.ts'
import { readFound } from '../read/read-found.ts'
import type { Reading } from '../read/reading.ts'
import { runRules } from '../rules/run-rules.ts'
import type { ProjectPlace } from './project-place.ts'
import { readBounded } from './read-bounded.ts'
import { scanProject } from './scan-project.ts'

/** Reads and parses every manifest. */
export function loadParsed({ root, maxFileBytes }: ProjectPlace): Project {
  const layout = scanProject(root)
  const sources = new Map<string, ManifestSource>()
  const readings = new Map<string, Reading>()
  for (const manifest of listManifests(layout)) {
    const source = parseContent(manifest.file, readBounded(join(root, manifest.file), maxFileBytes))
    sources.set(manifest.file, source)
    readings.set(manifest.file, readFound(manifest, source))
  }
  const rules = (project: Omit<Project, 'diagnostics'>) => runRules({ project, layout, sources })
  return assembleProject({ root, layout, readings, rules })
}
