import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const packages = fileURLToPath(new URL('../..', import.meta.url))

/** Every `meshroom secrets …` that the sources of a package speak of, as words. */
function commandsNamed(folder: string): string[][] {
  const files = readdirSync(join(packages, folder), { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const texts = sources.map((file) => readFileSync(join(packages, folder, file), 'utf8'))
  return texts.flatMap((text) =>
    [...text.matchAll(/meshroom (secrets(?: [a-z][a-z-]*){1,2})/g)].map(([, words = '']) => words.split(' ')),
  )
}

function isCommand(words: readonly string[]): boolean {
  return existsSync(join(packages, 'cli/src/commands', `${words.join('/')}.ts`))
}

test.each(['secrets/src', 'cli/src'])('every command that a hint of %s names exists', (folder) => {
  const named = commandsNamed(folder)
  expect(named.length).toBeGreaterThan(5)
  const missing = named.filter((words) => !isCommand(words) && !isCommand(words.slice(0, 2)))
  expect([...new Set(missing.map((words) => words.join(' ')))]).toEqual([])
})
