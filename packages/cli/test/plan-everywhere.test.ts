import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Sandbox, sandbox } from './sandbox.ts'

/** They sort differently in Turkish (i, ı, I, İ), in Swedish (å, ä after z), by letters before case, by numbers, and by code units. */
const names = ['i1', 'I2', 'ı3', 'İ4', 'å', 'ä', 'z', 'Zz', 'a', 'B', '10', '9', 'v10', 'v9', 'straße', 'strasse1']

/** Text for each name. */
const each = (make: (name: string) => string): string => names.map(make).join('')

const sources = `import { setup, teardown } from '@meshroom/hooks-sdk'
export const z = setup.producer({ title: 'send' }, async () => {})
export const B = setup.producer({ title: 'tell' }, async () => {})
export const a = teardown.producer(async () => {})
`

/** A product, an instance and a topic of each name; the instances of all of them feed one. */
const files: Readonly<Record<string, string>> = {
  'products/siem/definition.yaml': `consumes:\n${each((name) => `  "${name}": [{}]\n`)}`,
  'products/siem/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'\nexport const open = setup.consumer(async () => {})\n`,
  'instances/siem/siem/config.yaml': '',
  ...Object.fromEntries(
    names.flatMap((name) => [
      [
        `products/p${name}/definition.yaml`,
        `produces:\n${each((topic) => `  "${topic}": [{}]\n`)}settings:\n${each((key) => `  - name: "${key}"\n    required: false\n`)}`,
      ],
      [`products/p${name}/hooks.ts`, sources],
      [`instances/p${name}/${name}/config.yaml`, `settings:\n${each((key) => `  "${key}": before\n`)}`],
      [`instances/p${name}/${name}/plugs/siem/${name}.yaml`, ''],
    ]),
  ),
}

/** The mesh after it was up and much of it has changed: plugs are new, gone, refused and up, settings and code are others. */
async function changedMesh(): Promise<Readonly<Record<string, string>>> {
  const box = await sandbox()
  await box.write(files)
  expect((await box.meshroom('up')).code).toBe(0)
  const [unplugged = '', wrong = '', coded = '', busy = '', wrongToo = '', ...changed] = names
  await rm(join(box.project, `instances/p${unplugged}/${unplugged}/plugs/siem/${unplugged}.yaml`))
  await box.write({
    [`products/p${coded}/hooks.ts`]: `${sources}export const more = setup.producer({ title: 'more' }, async () => {})\n`,
    ...Object.fromEntries(
      [wrong, wrongToo].map((name) => [`instances/p${name}/${name}/config.yaml`, 'settings:\n  z: 1\n']),
    ),
    ...Object.fromEntries(names.map((topic) => [`instances/p${busy}/${busy}/plugs/siem/${topic}.yaml`, ''])),
    ...Object.fromEntries(
      changed.map((name) => [
        `instances/p${name}/${name}/config.yaml`,
        `settings:\n${each((key) => `  "${key}": after\n`)}`,
      ]),
    ),
  })
  const found = (await box.files()).filter((path) => path.startsWith(box.project) && !path.includes('/.meshroom/'))
  const read = found.map(async (path) => [path.slice(box.project.length + 1), await readFile(path, 'utf8')])
  return Object.fromEntries(await Promise.all(read))
}

/** A project whose files were made in this order. In a file system in memory, where there is one: its folders list them by it. */
async function madeInOrder(order: readonly string[], all: Readonly<Record<string, string>>): Promise<Sandbox> {
  const { program } = await sandbox()
  const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'meshroom-cli-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const path of ['project', 'home', 'tmp']) await mkdir(join(folder, path))
  const box = new Sandbox(folder, program)
  await box.write(Object.fromEntries(order.map((path) => [path, all[path] ?? ''])))
  return box
}

/** Where a person may be. */
const places: readonly Readonly<Record<string, string>>[] = [
  { LC_ALL: 'C', TZ: 'UTC' },
  { LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Tokyo' },
  { LC_ALL: 'sv_SE.UTF-8', TZ: 'UTC' },
  { LC_ALL: 'en_US.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'America/St_Johns' },
]

/** The products as the system itself lists them. */
function listed({ project }: Sandbox): string {
  return execFileSync('ls', ['-U', join(project, 'products')], { encoding: 'utf8' })
}

async function planOf(box: Sandbox, env: Readonly<Record<string, string>>): Promise<string> {
  const { code, stdout, stderr } = await box.meshroom('plan --json --out ../tmp/a.plan', { env })
  return JSON.stringify({ code, stdout, stderr, file: await readFile(join(box.folder, 'tmp/a.plan'), 'utf8') })
}

/** Node sorts what a folder lists on most systems; with this it lists backwards. */
const backwards = `data:text/javascript,${encodeURIComponent(`import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const { readdirSync } = fs
const { readdir } = fs.promises
fs.readdirSync = (...args) => readdirSync(...args).reverse()
fs.promises.readdir = async (...args) => (await readdir(...args)).reverse()
syncBuiltinESMExports()`)}`

test('these names do sort by where one is', () => {
  const sorted = places.map(({ LC_ALL = '' }) => {
    const script = `console.log(${JSON.stringify(names)}.sort((a, b) => a.localeCompare(b)).join())`
    return execFileSync(process.execPath, ['-e', script], { env: { LC_ALL }, encoding: 'utf8' })
  })
  expect(new Set(sorted).size).toBe(3)
  expect(sorted).not.toContain(`${names.toSorted().join()}\n`)
})

test('a plan is the same, byte for byte, in whatever order folders list, wherever one is', async () => {
  const all = await changedMesh()
  const paths = Object.keys(all)
  const [one, other] = [await madeInOrder(paths, all), await madeInOrder(paths.toReversed(), all)]
  if (existsSync('/dev/shm')) expect(listed(one)).not.toEqual(listed(other))
  const plans = new Set<string>()
  for (const place of places) {
    plans.add(await planOf(one, place))
    plans.add(await planOf(other, { ...place, NODE_OPTIONS: `--import=${backwards}` }))
  }
  expect(plans.size).toBe(1)
  const { stdout } = JSON.parse([...plans][0] ?? '')
  for (const cause of ['unplugged', 'new', `settings changed: ${names.toSorted().join(', ')}`])
    expect(stdout).toContain(`"cause": "${cause}"`)
  expect(JSON.parse(stdout).refused).toHaveLength(2)
})
