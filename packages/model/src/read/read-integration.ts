import { given } from '../given.ts'
import type { Integration } from '../manifests/integration.ts'
import { toPlainMap } from '../yaml/located.ts'
import type { IntegrationName } from './integration-name.ts'
import type { ManifestSource } from './manifest-source.ts'
import { readSettings } from './read-settings.ts'
import { takeBoolean, takeNode, takeString } from './take.ts'

const KNOWN = new Set([
  'product',
  'target_product',
  'target',
  'topic',
  'role',
  'mode',
  'format',
  'settings',
  'owns_both',
  'ownsBoth',
])

/** Whose integration it is: the folders and the name of the file say so, whatever stands in it. */
export interface IntegrationIdentity extends IntegrationName {
  readonly product: string
  readonly target: string
}

export function readIntegration(identity: IntegrationIdentity, source: ManifestSource): Integration {
  const { root } = source
  return {
    product: identity.product,
    target: identity.target,
    ...given('topic', identity.topic),
    role: identity.role,
    mode: identity.mode,
    ...given('format', takeString(root, 'format') ?? identity.format),
    settings: readSettings(takeNode(root, 'settings')),
    ownsBoth: takeBoolean(root, 'ownsBoth') ?? takeBoolean(root, 'owns_both') ?? false,
    extra: root.kind === 'map' ? toPlainMap(root, (key) => KNOWN.has(key)) : {},
    file: source.file,
  }
}
