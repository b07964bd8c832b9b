import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import type { readManifest } from '../scripts/read-manifest.ts'

const run = promisify(execFile)
const scripts = new URL('../scripts/', import.meta.url)

/** Commands are read in a process of its own: oclif loads them as it does for people. */
async function script(name: string, ...args: string[]): Promise<string> {
  const file = fileURLToPath(new URL(name, scripts))
  const { stdout } = await run(process.execPath, ['--conditions=@meshroom/source', file, ...args])
  return stdout
}

let manifest: Awaited<ReturnType<typeof readManifest>>

beforeAll(async () => {
  manifest = JSON.parse(await script('print-manifest.ts'))
})

test('commands, arguments and flags are those that people and scripts rely on', async () => {
  expect(await script('print-flags.ts')).toMatchSnapshot()
})

test('docs/reference/commands.md is what the commands say now', async () => {
  const written = await readFile(new URL('../../../docs/reference/commands.md', import.meta.url), 'utf8')
  expect(written, 'run: pnpm --filter @meshroom/cli run docs').toBe(await script('write-reference.ts', '--print'))
})

test('every command, argument and flag is described, and every command has an example', () => {
  for (const { id, summary, description, examples, args, flags, hidden } of Object.values(manifest.commands)) {
    if (hidden) continue
    expect(summary, id).toMatch(/^[A-Z].*\.$/)
    expect(description, id).toMatch(/\S/)
    expect(examples?.length, id).toBeGreaterThan(0)
    for (const { name, description: text } of [...Object.values(args), ...Object.values(flags)]) {
      expect(text, `${id} ${name}`).toMatch(/[.;]/)
    }
  }
})

test('commands have the global flags', () => {
  const without = Object.values(manifest.commands).filter(({ flags }) => !('project' in flags && 'no-input' in flags))
  expect(without.map(({ id }) => id).sort()).toEqual(['autocomplete', 'complete'])
})
