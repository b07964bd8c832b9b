import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type Sandbox, sandboxWithPlug } from './sandbox.ts'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const modulesOf: Readonly<Record<string, readonly string[]>> = JSON.parse(readFileSync(`${dist}/modules.json`, 'utf8'))

/** Tells on standard error what a process has loaded by its end. */
const watcher = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  const files = []
  registerHooks({ load: (url, context, next) => (url.startsWith('file:') && files.push(url), next(url, context)) })
  process.on('exit', () => process.stderr.write('loaded ' + JSON.stringify({ files, builtin: process.moduleLoadList }) + '\\n'))
`)}`

interface Loaded {
  /** Names of other people's packages, sorted. */
  readonly packages: readonly string[]
  /** Files of our packages: `model/src/yaml/parse-yaml.ts`. */
  readonly own: readonly string[]
  /** Modules of Node: `crypto`. */
  readonly builtin: readonly string[]
  readonly kilobytes: number
}

async function loadedBy(box: Sandbox, line: string): Promise<Loaded> {
  const { stderr, code } = await box.meshroom(line, { env: { NODE_OPTIONS: `--import=${watcher}` } })
  expect(code).toBe(0)
  const { files, builtin } = JSON.parse(/^loaded (.*)$/m.exec(stderr)?.[1] ?? '') as Record<string, string[]>
  const paths = files!.map((file) => fileURLToPath(file))
  const modules = paths.flatMap((path) => modulesOf[relative(dist, path)] ?? [])
  return {
    packages: [...new Set(modules.flatMap((each) => packageOf(each) ?? []))].sort(),
    own: modules.filter((each) => packageOf(each) === undefined).map((each) => each.replace(/^\.\.\//, '')),
    builtin: builtin!.flatMap((each) => /^NativeModule ([^/]+)$/.exec(each)?.[1] ?? []),
    kilobytes: paths.reduce((sum, path) => sum + readFileSync(path).length, 0) / 1024,
  }
}

function packageOf(module: string): string | undefined {
  return /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1]
}

/** Of oclif, all of it; one of ours, for the width of what is drawn. What is new here has to be worth its time in every command. */
const packagesOfOclif = [
  '@oclif/core',
  'ansi-escapes',
  'ansi-regex',
  'ansi-styles',
  'ansis',
  'balanced-match',
  'brace-expansion',
  'clean-stack',
  'cli-spinners',
  'color-convert',
  'color-name',
  'debug',
  'ejs',
  'emoji-regex',
  'escape-string-regexp',
  'fdir',
  'get-east-asian-width',
  'get-package-type',
  'has-flag',
  'indent-string',
  'is-docker',
  'is-fullwidth-code-point',
  'is-inside-container',
  'is-wsl',
  'lilconfig',
  'minimatch',
  'ms',
  'picomatch',
  'powershell-utils',
  'string-width',
  'strip-ansi',
  'supports-color',
  'tinyglobby',
  'widest-line',
  'wordwrap',
  'wrap-ansi',
  'wsl-utils',
]

/** Rooms of our own that only commands need which run hooks, parse manifests or open the vault. */
const heavyRooms =
  /^(?:engine\/src\/(?:host\/broker\/(?!process-identity)|trust|exchange|play)|model\/src\/(?:yaml\/(?!yaml-problem)|edit|schema)|secrets|templates)\//

/** What Node itself takes long to start. */
const heavyBuiltins = ['crypto', 'worker_threads', 'tls', 'http', 'https', 'http2', 'vm', 'sqlite', 'inspector', 'wasi']

test('--version loads two files of ours and nothing of others', async () => {
  const { packages, own, builtin, kilobytes } = await loadedBy(await sandboxWithPlug('', 'built'), '--version')
  expect(packages).toEqual([])
  expect(own).toEqual(['src/start.ts'])
  expect(builtin.filter((each) => [...heavyBuiltins, 'child_process', 'zlib'].includes(each))).toEqual([])
  expect(kilobytes).toBeLessThan(4)
})

test.each([
  ['list products', []],
  ['list instances', []],
  ['list plugs', []],
  ['list integrations', []],
  ['plan', ['crypto']],
])('%s loads no parser, host or vault once the project was read', async (line, allowed) => {
  const box = await sandboxWithPlug('', 'built')
  await box.meshroom(line)
  const { packages, own, builtin, kilobytes } = await loadedBy(box, line)
  expect(packages.filter((each) => !packagesOfOclif.includes(each))).toEqual([])
  expect(own.filter((each) => heavyRooms.test(each))).toEqual([])
  expect(own).not.toContain('engine/src/hooks/parse-hook-file.ts')
  expect(own).toContain('model/src/cache/load-cached.ts')
  expect(kilobytes).toBeLessThan(800)
  // Right after its files were written the project is known by their digests alone.
  if (!own.includes('model/src/cache/load-changed.ts'))
    expect(builtin.filter((each) => heavyBuiltins.includes(each) && !allowed.includes(each))).toEqual([])
})

test('with --no-cache the parser is loaded, and nothing is kept', async () => {
  const box = await sandboxWithPlug('', 'built')
  const { packages } = await loadedBy(box, 'list products --no-cache')
  expect(packages).toContain('yaml')
  expect((await box.files()).filter((file) => file.includes('.meshroom/cache'))).toEqual([])
  await box.meshroom('list products', { env: { MESHROOM_NO_CACHE: '1' } })
  expect((await box.files()).filter((file) => file.includes('.meshroom/cache'))).toEqual([])
})
