import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderReference } from '../scripts/render-reference.ts'

test('docs/reference/manifests.md says what the schemas say (else: pnpm --filter @meshroom/model run generate)', () => {
  const written = readFileSync(new URL('../../../docs/reference/manifests.md', import.meta.url), 'utf8')
  expect(written).toBe(renderReference(new URL('../schema/v1/', import.meta.url)))
})
