import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderReference } from '../scripts/render-reference.ts'

test('docs/reference/manifests.md says what the schemas say (else: pnpm --filter @meshroom/model run generate)', () => {
  const written = readFileSync(new URL('../../../docs/reference/manifests.md', import.meta.url), 'utf8')
  expect(written).toBe(renderReference(new URL('../schema/v1/', import.meta.url)))
})

test('a key that a schema takes by a reference into itself is listed, and described', () => {
  const reference = renderReference(new URL('../schema/v1/', import.meta.url))
  const setting = reference.slice(reference.indexOf('## Setting'), reference.indexOf('## Integration'))
  expect(setting).toContain('| `secret` | boolean | Kept in the encrypted vault')
  expect(setting).toContain('| `name` | string | Name by which hooks read')
})
