import { fileURLToPath } from 'node:url'
import { Plugin } from '@oclif/core/config'
import { sourcePackage } from '../src/source-package.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Every command of this package as oclif's manifest has it, read from what was built or from the sources. */
export async function readManifest({ sources }: { readonly sources: boolean }): Promise<Plugin['manifest']> {
  const pjson = sources ? { pjson: sourcePackage(root) as never } : {}
  const plugin = new Plugin({ root, isRoot: true, ignoreManifest: true, errorOnManifestCreate: true, ...pjson })
  await plugin.load()
  return plugin.manifest
}
