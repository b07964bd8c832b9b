import { access } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Edit,
  editManifest,
  type JsonObject,
  type ManifestKind,
  renderManifest,
  writeFileAtomic,
} from '@meshroom/model'
import { editTimeoutMs } from '../lock/project-lock.ts'
import type { SecretOwner } from '../ports.ts'
import { everywhere } from './check-environment.ts'
import type { Mesh } from './mesh.ts'
import type { ResolvedSettings } from './resolve-settings.ts'
import type { OwnSettings } from './save-overlay.ts'

/** Files and names of secrets that were written. */
export interface SavedSettings {
  readonly files: readonly string[]
  readonly secrets: readonly string[]
}

interface SaveInput extends ResolvedSettings {
  readonly kind: ManifestKind
  /** Relative to the project. */
  readonly file: string
  readonly owner: SecretOwner
  /** Keys of a manifest that is not there yet, besides its settings. */
  readonly initial: JsonObject
  /** Further keys to set in one that is. */
  readonly keys?: JsonObject
  /** How the environment calls them, where it is another than `default` and they become its own. */
  readonly own?: OwnSettings
}

/**
 * Writes secrets, then the manifest: after a crash between the two the manifest does not speak of what is not there, and the same command
 * simply does it again. Waits for the project's lock, as a run reads what is written here.
 *
 * @throws MeshroomError `RUN_LOCKED`
 */
export function saveSettings(mesh: Mesh, input: SaveInput): Promise<SavedSettings> {
  return mesh.lock.hold('configure', () => save(mesh, input), { timeoutMs: editTimeoutMs })
}

async function save(mesh: Mesh, input: SaveInput): Promise<SavedSettings> {
  const { owner, secrets } = input
  const names = Object.keys(secrets).sort()
  if (names.length > 0) await mesh.ports.secrets.set(owner, secrets)
  const written = await saveFile(mesh, input)
  return { files: written === undefined ? [] : [written], secrets: names }
}

async function saveFile(mesh: Mesh, input: SaveInput): Promise<string | undefined> {
  const { file, settings, own } = input
  if (own !== undefined && mesh.environment !== everywhere) {
    const { saveOverlay } = await import('./save-overlay.ts')
    return saveOverlay(mesh, { settings, own })
  }
  return (await saveManifest(join(mesh.root, file), input)) ? file : undefined
}

async function saveManifest(path: string, { kind, settings, initial, keys = {} }: SaveInput): Promise<boolean> {
  const exists = await access(path).then(
    () => true,
    () => false,
  )
  if (exists) return editManifest(path, editsFor({ settings, keys }))
  const given = Object.keys(settings).length > 0 ? { settings: settings as JsonObject } : {}
  await writeFileAtomic(path, renderManifest(kind, { ...initial, ...keys, ...given }))
  return true
}

function editsFor({ settings, keys }: { settings: ResolvedSettings['settings']; keys: JsonObject }): Edit[] {
  return [
    ...Object.entries(keys).map(([key, value]): Edit => ({ path: [key], value })),
    ...Object.entries(settings as JsonObject).map(([key, value]): Edit => ({ path: ['settings', key], value })),
  ]
}
