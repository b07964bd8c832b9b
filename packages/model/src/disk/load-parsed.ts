import { join } from 'node:path'
import type { Project } from '../project.ts'
import { assembleProject } from '../read/assemble-project.ts'
import { listManifests } from '../read/found-manifest.ts'
import type { ManifestSource } from '../read/manifest-source.ts'
import { parseContent } from '../read/parse-content.ts'
import type { ProjectLayout } from '../read/project-layout.ts'
import { readFound } from '../read/read-found.ts'
import type { Reading } from '../read/reading.ts'
import { runRules } from '../rules/run-rules.ts'
import { readBounded } from './read-bounded.ts'

/** A project whose folders are known, and whose files are to be read. */
export interface ScannedProject {
  /** Absolute. */
  readonly root: string
  readonly layout: ProjectLayout
  readonly maxFileBytes: number
}

/** Reads and parses every manifest. */
export function loadParsed({ root, layout, maxFileBytes }: ScannedProject): Project {
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
