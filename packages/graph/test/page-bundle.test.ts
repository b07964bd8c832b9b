import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

test('the page in the package is what page/ makes now', () => {
  const flags = ['--conditions=@meshroom/source', 'scripts/build-page.ts', '--print']
  const made = execFileSync(process.execPath, flags, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 })
  const kept = readFileSync(`${folder}/src/render/page/page-bundle.generated.ts`, 'utf8')
  expect(kept === made, 'run: pnpm --filter @meshroom/graph run page').toBe(true)
})

test('the licences of what it is made of are in it', async () => {
  const { notices } = await import('../src/render/page/page-bundle.generated.ts')
  for (const name of ['@dagrejs/dagre', 'd3-zoom', 'd3-selection']) expect(notices).toContain(`${name} `)
  expect(notices).toMatch(/Permission is hereby granted/)
})
