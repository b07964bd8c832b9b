import type { Instance } from '../manifests/instance.ts'
import { toPlainMap } from '../yaml/located.ts'
import type { ManifestSource } from './manifest-source.ts'
import { takeSettingValues } from './take-setting-values.ts'

const KNOWN = new Set(['name', 'product', 'settings'])

export interface InstanceIdentity {
  readonly product: string
  readonly name: string
}

export function readInstance(identity: InstanceIdentity, source: ManifestSource): Instance {
  const { root } = source
  return {
    ...instanceWithoutConfig(identity),
    settings: takeSettingValues(root),
    extra: root.kind === 'map' ? toPlainMap(root, (key) => KNOWN.has(key)) : {},
    file: source.file,
  }
}

/** An instance whose folder has no config. */
export function instanceWithoutConfig({ product, name }: InstanceIdentity): Instance {
  return { name, product, settings: {}, extra: {}, folder: `instances/${product}/${name}` }
}
