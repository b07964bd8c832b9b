import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Outcome, RunOptions } from './sandbox.ts'
import { merge, succeed, team } from './team.ts'

/** Values as they come to the vault by every way in; one of them must be nowhere but in the vault. */
const canaries = ['ours', 'theirs', 'edited', 'imported', 'dotenv'].map((word) => `canary/${word}+"42"`)
const [ours = '', theirs = '', edited = '', imported = '', dotenv = ''] = canaries

const forms = canaries.flatMap((canary) => [
  canary,
  JSON.stringify(canary).slice(1, -1),
  encodeURIComponent(canary),
  Buffer.from(canary).toString('base64').replace(/=+$/, ''),
])

const hits = (text: string): string[] => forms.filter((form) => text.includes(form))

test('a canary secret is nowhere but in the vault, whatever merges, edits, imports and gives it away', async () => {
  const { ada, bob } = await team()
  const said: string[] = []
  const expectClean = ({ stdout, stderr }: Outcome) => {
    said.push(stdout, stderr)
    expect({ stdout: hits(stdout), stderr: hits(stderr) }).toEqual({ stdout: [], stderr: [] })
  }
  const run = async (line: string, options?: RunOptions) => expectClean(await ada.meshroom(`${line} --debug`, options))

  await run('secrets set edr API_KEY', { input: ours })
  await ada.commit()
  expectClean(await bob.meshroom('secrets set edr API_KEY --debug', { input: theirs }))
  await bob.commit()
  const merged = await merge(ada, bob)
  expect(merged.code).toBe(1)
  expectClean(merged)
  for (const line of ['secrets resolve', 'secrets resolve --json', 'secrets list', 'secrets doctor', 'list instances'])
    await run(line)
  expectClean(await ada.git('diff', '--text', 'HEAD'))
  await run('secrets get edr API_KEY')
  await run('secrets resolve edr_edr_API_KEY --theirs')
  await ada.commit()
  expect(await ada.get('API_KEY')).toBe(theirs)

  await succeed(bob.git('pull', '-q', '--no-edit', ada.box.project, 'main'))
  expectClean(await bob.git('-c', 'merge.meshroom.driver=false', 'log', '-p', '-3', '--text'))

  const editor = join(ada.box.folder, 'editor')
  await writeFile(editor, `#!/bin/sh\nprintf '%s' '${edited}' > "$1"\n`)
  await chmod(editor, 0o755)
  await run('secrets edit edr API_KEY', { env: { EDITOR: editor } })
  expect(await ada.get('API_KEY')).toBe(edited)
  const broken = `{ "edr_edr_API_KEY": ${JSON.stringify(edited)}, broken`
  await writeFile(editor, `#!/bin/sh\nprintf '%s' '${broken}' > "$1"\n`)
  await run('secrets edit', { env: { EDITOR: editor } })

  await run('secrets import - --overwrite', { input: JSON.stringify({ edr_edr_API_KEY: imported }) })
  expect(await ada.get('API_KEY')).toBe(imported)
  await run('secrets import - --overwrite', { input: `{ "edr_edr_API_KEY": ${JSON.stringify(imported)}, broken` })
  await run('secrets import - --for edr --overwrite', { input: `API_KEY='${dotenv}'\n` })
  expect(await ada.get('API_KEY')).toBe(dotenv)
  await run('secrets import - --for edr --overwrite', { input: `API_KEY='${dotenv}'\n"${dotenv}\n` })

  const file = join(ada.box.folder, 'given')
  const give = [process.execPath, '-e', `require('fs').writeFileSync('${file}', process.env.API_KEY)`]
  expectClean(await ada.box.meshroom(['secrets', 'exec', 'edr', '--debug', '--', ...give]))
  expect(await readFile(file, 'utf8')).toBe(dotenv)
  expect(hits((await ada.meshroom('secrets get edr API_KEY')).stdout)).not.toEqual([])
  await writeFile(file, '')
  expectClean(await ada.box.meshroom(['secrets', 'exec', 'edr', '--debug', '--', 'no-such-program']))

  await writeFile(editor, '')
  for (const box of [ada.box, bob.box])
    for (const path of await box.files())
      expect([path, hits((await readFile(path)).toString('latin1'))]).toEqual([path, []])
  expect(said.join('')).toContain('API_KEY')
}, 240_000)
