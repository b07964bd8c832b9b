import type { ProjectPlace } from '../disk/project-place.ts'
import type { Project } from '../project.ts'
import { assembleProject } from '../read/assemble-project.ts'
import { stampFile } from './file-stamp.ts'
import { type KeptManifests, readKept } from './kept-manifests.ts'
import { stampFolder } from './settled-stamp.ts'

/** Reads what has changed since it was read last; where nothing has, no folder is listed, no manifest opened and nothing parsed. */
export async function loadCached(place: ProjectPlace): Promise<Project> {
  const kept = readKept(place.root)
  const unchanged = loadUnchanged(place, kept)
  if (unchanged !== undefined) return unchanged
  const { loadChanged } = await import('./load-changed.ts')
  return loadChanged(place, kept)
}

/** The project as it is kept, when every folder and every file of it is as it was. */
function loadUnchanged(place: ProjectPlace, { layout, folders, files, rules }: KeptManifests): Project | undefined {
  const { root } = place
  if (layout === undefined || folders === undefined || rules === undefined) return undefined
  if (!folders.every(([folder, stamp]) => stampFolder(`${root}/${folder}`) === stamp)) return undefined
  if (![...files].every(([file, { stamp }]) => hasStamp(place, file, stamp))) return undefined
  const readings = new Map([...files].map(([file, { reading }]) => [file, reading]))
  return assembleProject({ root, layout, readings, rules: () => rules })
}

function hasStamp({ root, maxFileBytes }: ProjectPlace, file: string, kept: string): boolean {
  const stamp = stampFile(`${root}/${file}`)
  return stamp !== undefined && stamp.text === kept && stamp.size <= maxFileBytes
}
