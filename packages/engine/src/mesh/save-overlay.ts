import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Edit, editText, type JsonObject, writeFileAtomic } from '@meshroom/model'
import type { Mesh } from './mesh.ts'
import { overlayFiles, withoutPush } from './overlay-file.ts'
import { parseOverlay } from './read-overlay.ts'
import type { GivenSettings, ResolvedSettings } from './resolve-settings.ts'

/** Settings that one environment is to have of its own. */
export interface OwnSettings {
  readonly part: 'instances' | 'plugs'
  /** What the file calls it, such as `edr` or `edr/siem/events`. */
  readonly name: string
  /** What a person said. What was only agreed to, as it is already, goes on following the manifest. */
  readonly given: GivenSettings['settings']
  /** As they are in the environment. */
  readonly current: ResolvedSettings['settings']
}

/**
 * Writes settings to `environments/<name>.yaml`, which keeps its comments and its order.
 *
 * @returns the file, relative to the project; undefined where nothing has changed
 * @throws MeshroomError `MANIFEST_BROKEN`
 */
export async function saveOverlay(
  { root, environment }: Pick<Mesh, 'root' | 'environment'>,
  { settings, own }: { readonly settings: ResolvedSettings['settings']; readonly own: OwnSettings },
): Promise<string | undefined> {
  const [usual = '', other = ''] = overlayFiles(environment)
  const file = !existsSync(join(root, usual)) && existsSync(join(root, other)) ? other : usual
  const before = await readFile(join(root, file), 'utf8').catch(absent)
  const after = editText(before, editsOf(settings, { own, key: keyIn(parseOverlay(before, file), own) }), file)
  if (after === before) return undefined
  await writeFileAtomic(join(root, file), after)
  return file
}

function editsOf(
  settings: ResolvedSettings['settings'],
  { own: { part, given, current }, key }: { readonly own: OwnSettings; readonly key: string },
): Edit[] {
  return Object.entries(settings as JsonObject)
    .filter(([name, value]) => Object.hasOwn(given, name) || !isDeepStrictEqual(value, current[name]))
    .map(([name, value]) => ({ path: [part, key, 'settings', name], value }))
}

/** A file may say that a plug is push. */
function keyIn(overlay: ReturnType<typeof parseOverlay>, { part, name }: OwnSettings): string {
  return overlay[part].find((each) => withoutPush(each.name) === name)?.name ?? name
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw error
}
