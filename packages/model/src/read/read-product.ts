import { given } from '../given.ts'
import type { Permissions, Product } from '../manifests/product.ts'
import { type Located, toPlainMap } from '../yaml/located.ts'
import { productWithoutDefinition } from './folder-without-manifest.ts'
import type { ManifestSource } from './manifest-source.ts'
import { readCapabilities } from './read-capabilities.ts'
import { readSettings } from './read-settings.ts'
import { takeBoolean, takeNode, takeNumber, takeString, takeStrings } from './take.ts'

const KNOWN = new Set([
  'name',
  'vendor',
  'description',
  'tags',
  'consumes',
  'produces',
  'triggers',
  'executes',
  'settings',
  'permissions',
  'concurrency',
])

/** Reads a definition into a product; the name is that of its folder. */
export function readProduct(name: string, source: ManifestSource): Product {
  const { root } = source
  const concurrency = takeNumber(root, 'concurrency')
  return {
    ...productWithoutDefinition(name),
    ...given('vendor', takeString(root, 'vendor')),
    ...given('description', takeString(root, 'description')),
    tags: takeStrings(root, 'tags'),
    capabilities: readCapabilities(source),
    settings: readSettings(takeNode(root, 'settings')),
    permissions: readPermissions(takeNode(root, 'permissions')),
    ...given(
      'concurrency',
      concurrency !== undefined && Number.isInteger(concurrency) && concurrency > 0 ? concurrency : undefined,
    ),
    file: source.file,
    extra: root.kind === 'map' ? toPlainMap(root, (key) => KNOWN.has(key)) : {},
  }
}

function readPermissions(node: Located | undefined): Permissions {
  return {
    net: takeStrings(node, 'net'),
    run: takeStrings(node, 'run'),
    write: takeStrings(node, 'write'),
    git: takeBoolean(node, 'git') === true,
  }
}
