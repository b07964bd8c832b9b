import { join } from 'node:path'
import { compareNames } from '@meshroom/model'
import { entriesOf } from './list-product-files.ts'

const HOOK_CODE = /\.m?[jt]s$/
const NEVER_HOOK = /\.(?:d|test|spec|config)\.m?[jt]s$/

/** Whether a file may declare hooks, where it stands at the top of a product or beside the manifest of an integration. */
export function isHookFile(file: string): boolean {
  return HOOK_CODE.test(file) && !NEVER_HOOK.test(file)
}

/**
 * Lists the files of a product that may declare hooks: those at its top, and beside the manifests of its integrations. Links are not
 * followed.
 *
 * @returns files relative to the product's folder, with `/`, sorted
 */
export function listHookFiles(folder: string): readonly string[] {
  const top = entriesOf(folder)
  const hasIntegrations = top.some((entry) => entry.isDirectory() && entry.name === 'integrations')
  const targets = hasIntegrations ? entriesOf(join(folder, 'integrations')).filter((each) => each.isDirectory()) : []
  const beside = targets.flatMap(({ name }) => {
    const files = entriesOf(join(folder, 'integrations', name)).filter((each) => each.isFile())
    return files.map((file) => `integrations/${name}/${file.name}`)
  })
  const own = top.filter((each) => each.isFile()).map(({ name }) => name)
  return [...own, ...beside].filter(isHookFile).sort(compareNames)
}
