import { join } from 'node:path'
import { scanProject } from '../disk/scan-project.ts'
import type { ProjectLayout } from '../read/project-layout.ts'
import type { CacheDraft } from './draft-cache-file.ts'
import { stampFile } from './file-stamp.ts'
import type { FolderStamp } from './kept-manifests.ts'
import { settledStamp } from './settled-stamp.ts'

/** Scans a project, with the stamps of all folders that it looked into, unless these do not tell everything. */
export function scanForCache(
  root: string,
  draft: CacheDraft | undefined,
): { readonly layout: ProjectLayout; readonly folders?: readonly FolderStamp[] } {
  const folders: FolderStamp[] = []
  let links = 0
  const layout = scanProject(root, {
    onFolder: (folder) => {
      const stamp = stampFile(join(root, folder))
      folders.push([folder, stamp === undefined ? 'none' : settledStamp(stamp, draft?.begun)])
    },
    onLink: () => {
      links++
    },
  })
  // What a link points to changes without its folder; and what could not be read may be readable the next time.
  const tellsAll = draft?.tellsFolders === true && links === 0 && layout.diagnostics.length === 0
  return { layout, ...(tellsAll && { folders }) }
}
