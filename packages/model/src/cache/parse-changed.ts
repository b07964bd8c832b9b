import { join } from 'node:path'
import type { Diagnostic } from '../diagnostic.ts'
import type { ProjectPlace } from '../disk/project-place.ts'
import { readBounded } from '../disk/read-bounded.ts'
import type { Project } from '../project.ts'
import { assembleProject } from '../read/assemble-project.ts'
import type { ManifestSource } from '../read/manifest-source.ts'
import { parseContent } from '../read/parse-content.ts'
import type { ProjectLayout } from '../read/project-layout.ts'
import { readFound } from '../read/read-found.ts'
import type { Reading } from '../read/reading.ts'
import type { Sources } from '../rules/rule.ts'
import { runRules } from '../rules/run-rules.ts'
import type { KeptManifest } from './kept-manifests.ts'
import type { SeenManifest } from './read-changed.ts'

export interface ParsedProject {
  readonly project: Project
  /** Every manifest that could be read. */
  readonly read: ReadonlyMap<string, KeptManifest>
  readonly rules: readonly Diagnostic[]
}

/** Parses what is not known, and runs the rules across all of it. */
export function parseChanged(input: {
  readonly place: ProjectPlace
  readonly layout: ProjectLayout
  readonly seen: readonly SeenManifest[]
}): ParsedProject {
  const { place, layout, seen } = input
  const sources = new Map<string, ManifestSource>()
  const readings = new Map<string, Reading>()
  const read = new Map<string, KeptManifest>()
  for (const { file, manifest, known, changed } of seen) {
    if (changed !== undefined) sources.set(file, parseContent(file, changed.content))
    const source = sources.get(file)
    const reading = source === undefined ? known?.reading : readFound(manifest, source)
    if (reading !== undefined) readings.set(file, reading)
    if (known !== undefined) read.set(file, known)
    else if (changed?.digest !== undefined && reading !== undefined)
      read.set(file, { stamp: changed.stamp, digest: changed.digest, reading })
  }
  let rules: readonly Diagnostic[] = []
  const project = assembleProject({
    root: place.root,
    layout,
    readings,
    rules: (made) => {
      rules = runRules({ project: made, layout, sources: parseWhenAsked(place, { parsed: sources, known: readings }) })
      return rules
    },
  })
  return { project, read, rules }
}

/** Only what breaks a rule is looked up in its source: few of the known files, if any, are parsed for that. */
function parseWhenAsked(
  { root, maxFileBytes }: ProjectPlace,
  files: { readonly parsed: ReadonlyMap<string, ManifestSource>; readonly known: ReadonlyMap<string, Reading> },
): Sources {
  const sources = new Map(files.parsed)
  return {
    get(file) {
      if (!sources.has(file) && files.known.has(file))
        sources.set(file, parseContent(file, readBounded(join(root, file), maxFileBytes)))
      return sources.get(file)
    },
  }
}
