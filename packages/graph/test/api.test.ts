import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as core from '../src/index.ts'
import * as render from '../src/render.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const report = readFileSync(`${folder}/api.md`, 'utf8')

test('api.md says what the package exports; a change of it is made knowingly', () => {
  const now = execFileSync(process.execPath, ['scripts/write-api.ts', '--print'], { cwd: folder, encoding: 'utf8' })
  expect(
    report,
    'a change for those who use the package? Then: pnpm --filter @meshroom/graph run api, and a changeset',
  ).toBe(now)
}, 60_000)

test('everything that can be called is in it', () => {
  for (const [name, value] of Object.entries({ ...core, ...render })) {
    expect(report).toMatch(new RegExp(`^export declare (?:function|class|const) ${name}\\b`, 'm'))
    expect(value).toBeDefined()
  }
})
