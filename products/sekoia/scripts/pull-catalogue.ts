/**
 * Pulls real catalogue folders into a temporary project and prints what came of it.
 *
 *     node --conditions=@meshroom/source scripts/pull-catalogue.ts <automation-library> [<intake-formats>]
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from '@meshroom/hooks-sdk'
import { pullCatalogue } from '../pull.ts'
import { fakeContext } from '../test/fake-context.ts'
import { copyFolder, listBelow } from '../test/fake-files.ts'

const [library, formats] = process.argv.slice(2)
if (!library) {
  console.error('usage: pull-catalogue.ts <automation-library> [<intake-formats>]')
  process.exit(2)
}

const context = await fakeContext()
const sync: Git['sync'] = async ({ url, into }) => {
  if (url === 'none') await mkdir(join(context.root, into), { recursive: true })
  else await copyFolder(url, join(context.root, into))
  return { commit: 'a folder', changed: true }
}
const settings = { automation_library_url: library, intake_formats_url: formats ?? 'none' }
const pullOnce = async () => {
  const started = performance.now()
  const result = await pullCatalogue.run({ ...context, git: { ...context.git, sync }, settings })
  return { result, milliseconds: Math.round(performance.now() - started) }
}

const first = await pullOnce()
const again = await pullOnce()
for (const { item, reason } of first.result.skipped) console.error(`${item}: ${reason}`)
const files = await listBelow(join(context.root, 'products'))
const report = {
  products: first.result.products,
  integrations: first.result.integrations,
  summary: first.result.summary,
  files: files.length,
  skipped: first.result.skipped.length,
  milliseconds: first.milliseconds,
  again: { summary: again.result.summary, milliseconds: again.milliseconds },
}
console.log(JSON.stringify(report, null, 2))
await rm(context.root, { recursive: true })
