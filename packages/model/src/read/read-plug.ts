import { given } from '../given.ts'
import type { Mode } from '../manifests/capability.ts'
import type { Plug } from '../manifests/plug.ts'
import { toPlainMap } from '../yaml/located.ts'
import type { ManifestSource } from './manifest-source.ts'
import { takeString } from './take.ts'
import { takeSettingValues } from './take-setting-values.ts'

const KNOWN = new Set([
  'src_instance',
  'dst_instance',
  'source',
  'destination',
  'topic',
  'mode',
  'format',
  'owner',
  'status',
  'settings',
])

export interface PlugIdentity {
  readonly source: string
  readonly destination: string
  readonly topic: string
  readonly mode: Mode
}

export function readPlug(identity: PlugIdentity, source: ManifestSource): Plug {
  const { root } = source
  return {
    source: identity.source,
    destination: identity.destination,
    topic: identity.topic,
    mode: identity.mode,
    ...given('format', takeString(root, 'format')),
    ...given('owner', takeString(root, 'owner')),
    settings: takeSettingValues(root),
    ...given('status', takeString(root, 'status')),
    extra: root.kind === 'map' ? toPlainMap(root, (key) => KNOWN.has(key)) : {},
    file: source.file,
  }
}
