import { checkManifest } from './check-manifest.ts'
import type { FoundManifest } from './found-manifest.ts'
import type { ManifestSource } from './manifest-source.ts'
import { checkIntegrationName, nameIntegration } from './name-integration.ts'
import { parsePlugName } from './plug-name.ts'
import type { FoundIntegration, FoundPlug } from './project-layout.ts'
import { readInstance } from './read-instance.ts'
import { readIntegration } from './read-integration.ts'
import { readPlug } from './read-plug.ts'
import { readProduct } from './read-product.ts'
import type { ReadIntegration, Reading, ReadPlug } from './reading.ts'

/** Reads what a file declares, and checks it by itself. */
export function readFound(manifest: FoundManifest, source: ManifestSource): Reading {
  const { diagnostics } = source
  switch (manifest.kind) {
    case 'product':
      checkManifest('product', source)
      return { kind: 'product', product: readProduct(manifest.found.name, source), diagnostics }
    case 'instance':
      checkManifest('instance', source)
      return { kind: 'instance', instance: readInstance(manifest.found, source), diagnostics }
    case 'integration':
      return readFoundIntegration(manifest.found, source)
    case 'plug':
      return readFoundPlug(manifest.found, source)
  }
}

/** Whatever is in a file that is no integration is nobody's business here. */
function readFoundIntegration(
  { product, target, stem, file }: FoundIntegration,
  source: ManifestSource,
): ReadIntegration {
  const name = nameIntegration(stem, source)
  if (name === undefined) return { kind: 'integration', diagnostics: checkIntegrationName(stem, file) }
  checkManifest('integration', source)
  const integration = readIntegration({ product, target, ...name }, source)
  return { kind: 'integration', integration, diagnostics: source.diagnostics }
}

function readFoundPlug({ source: { name }, destination, stem }: FoundPlug, source: ManifestSource): ReadPlug {
  const plug = readPlug({ source: name, destination, ...parsePlugName(stem) }, source)
  return { kind: 'plug', plug, diagnostics: source.diagnostics }
}
