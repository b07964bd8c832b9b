import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${folder}/README.md`, 'utf8')
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!)

test.each(examples)('an example of the README prints what it says: %#', (code) => {
  const flags = ['--conditions=@meshroom/source', '--input-type=module-typescript']
  const printed = execFileSync(process.execPath, [...flags, '--eval', code], { cwd: folder, encoding: 'utf8' })
  const promised = [...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line)
  expect(printed.trimEnd().split('\n')).toEqual(promised)
})

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(3)
})
