import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const checkout = fileURLToPath(new URL('../../../', import.meta.url))
const room = mkdtempSync(join(tmpdir(), 'mistakes-'))
const project = join(room, 'mesh')

beforeAll(() => {
  mkdirSync(join(room, 'home'))
  meshroom(room, ['init', 'mesh'])
  meshroom(project, ['create', 'product', 'myedr', '--from', 'edr'])
  meshroom(project, ['create', 'product', 'mysiem', '--from', 'siem'])
})

afterAll(() => rmSync(room, { recursive: true, force: true }))

it('refuses a second `produces:` with the lines of both, loses nothing, and lists the rest', () => {
  const file = join(project, 'products/myedr/definition.yaml')
  const before = readFileSync(file, 'utf8')
  const first = before.split('\n').indexOf('produces:') + 1
  appendFileSync(file, 'produces:\n  threats:\n    - format: stix\n      mode: pull\n')
  const second = before.split('\n').length
  const listed = meshroom(project, ['list', 'products'])
  expect(listed.status).toBe(2)
  expect(listed.stderr).toContain(`products/myedr/definition.yaml:${second}:1`)
  expect(listed.stderr).toContain(`products/myedr/definition.yaml:${first}:1`)
  expect(listed.stdout).toContain('mysiem')
  expect(meshroom(project, ['create', 'capability', 'myedr', 'threats', 'consumer']).status).toBe(2)
  expect(readFileSync(file, 'utf8').startsWith(before)).toBe(true)
  writeFileSync(file, before)
})

it('runs the hooks of a project that is reached through a link', () => {
  const link = join(room, 'link')
  symlinkSync(room, link)
  writeFileSync(
    join(project, 'products/myedr/greet.ts'),
    `import { execute } from '@meshroom/hooks-sdk'\nexport const greet = execute('greet', ({ instance }) => \`hello \${instance.name}\`)\n`,
  )
  const added = meshroom(project, ['add', 'myedr', '-c', 'API_URL=http://127.0.0.1:9', '-s', 'API_KEY'], 'k\n')
  expect(added.status, added.stderr).toBe(0)
  const greeted = meshroom(room, ['-C', join(link, 'mesh'), 'execute', 'greet', 'myedr'])
  expect(greeted.stdout.trim(), greeted.stderr).toBe('hello myedr')
})

function meshroom(cwd: string, args: readonly string[], input = '') {
  return spawnSync('meshroom', args, { cwd, input, encoding: 'utf8', env: environment() })
}

function environment(): NodeJS.ProcessEnv {
  return {
    HOME: join(room, 'home'),
    PATH: [join(checkout, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    MESHROOM_PASSPHRASE: 'a passphrase of these tests',
  }
}
