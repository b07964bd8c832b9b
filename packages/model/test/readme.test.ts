import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'

it('the example of the README prints what it says', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const code = /```js\n(.*?)```/s.exec(readme)![1]!
  const promised = code
    .split('\n')
    .filter((line) => line.startsWith('// '))
    .map((line) => line.slice(3))
  const script = fileURLToPath(new URL('../readme-example.tmp.mjs', import.meta.url))
  onTestFinished(() => rm(script, { force: true }))
  await writeFile(script, code)
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@meshroom/source', script])
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
})
