import { join } from 'node:path'
import type { ScannedProject } from '../disk/load-parsed.ts'
import type { Project } from '../project.ts'
import { assembleProject } from '../read/assemble-project.ts'
import { listManifests } from '../read/found-manifest.ts'
import { type CachedProject, isUnchanged } from './cached-project.ts'
import { stampFile } from './file-stamp.ts'
import { type KeptManifests, readKept, shapeOf } from './kept-manifests.ts'

/** Reads what has changed since it was read last; where nothing has, no manifest is opened and nothing is parsed. */
export async function loadCached(scanned: ScannedProject): Promise<Project> {
  const { root, layout } = scanned
  const manifests = listManifests(layout)
  const stamps = new Map(manifests.map(({ file }) => [file, stampFile(join(root, file))]))
  const cached = { ...scanned, manifests, shape: shapeOf(layout, manifests), kept: readKept(root), stamps }
  const rules = keptRules(cached)
  if (rules !== undefined) {
    const readings = new Map([...cached.kept.files].map(([file, { reading }]) => [file, reading]))
    return assembleProject({ root, layout, readings, rules: () => rules })
  }
  const { loadChanged } = await import('./load-changed.ts')
  return loadChanged(cached)
}

/** Defined only when every file is as it was, and there is no other. */
function keptRules(cached: CachedProject): KeptManifests['rules'] {
  const { kept, shape, manifests } = cached
  const isSame = shape === kept.shape && manifests.length === kept.files.size
  return isSame && manifests.every(({ file }) => isUnchanged(file, cached)) ? kept.rules : undefined
}
