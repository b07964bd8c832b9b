import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const commands = fileURLToPath(new URL('./commands', import.meta.url))

/** Packages that a file loads as soon as it is loaded itself, directly or through files of this package. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return new Set()
  seen.add(file)
  const packages = new Set<string>()
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export)(?! type)[^'"]*? ?from '([^']+)'/gm)
  for (const [, name = ''] of imports) {
    if (!name.startsWith('.')) packages.add(name)
    else for (const each of loaded(resolve(dirname(file), name), seen)) packages.add(each)
  }
  return packages
}

const files = readdirSync(commands, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

test.each(files)('%s loads the vault and the prompts only when it comes to them', (file) => {
  const packages = loaded(join(commands, file))
  expect(packages).toContain('@oclif/core/command')
  expect(packages).not.toContain('@inquirer/prompts')
  expect(packages).not.toContain('@meshroom/graph/render')
  if (!file.startsWith('secrets')) expect(packages).not.toContain('@meshroom/secrets')
  if (file !== 'init.ts' && !file.startsWith('create')) expect(packages).not.toContain('@meshroom/templates')
})
