import type { Instance } from '../manifests/instance.ts'
import { toPlainMap } from '../yaml/located.ts'
import { instanceWithoutConfig } from './folder-without-manifest.ts'
import type { ManifestSource } from './manifest-source.ts'
import type { InstanceIdentity } from './project-layout.ts'
import { takeSettingValues } from './take-setting-values.ts'

const KNOWN = new Set(['name', 'product', 'settings'])

export function readInstance(identity: InstanceIdentity, source: ManifestSource): Instance {
  const { root } = source
  return {
    ...instanceWithoutConfig(identity),
    settings: takeSettingValues(root),
    extra: root.kind === 'map' ? toPlainMap(root, (key) => KNOWN.has(key)) : {},
    file: source.file,
  }
}
