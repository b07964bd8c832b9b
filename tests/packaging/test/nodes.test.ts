import { readFileSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { supported, tooOld } from '@meshroom/test-nodes'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { run, succeed } from './run.ts'
import { repository } from './stranger.ts'

const stranger = inject('stranger')
const bin = join(stranger.project, 'node_modules/@meshroom/cli/bin/run.js')

const nodes = [...Object.entries(supported), ['of the tests', process.execPath] as const]

describe.each(nodes)('the installed command on Node %s', (name, node) => {
  const home = () => join(stranger.folder, `home-${name.replaceAll(' ', '-')}`)

  /** A person of their own: keys, configuration and caches are nobody else's. */
  const env = () => ({
    PATH: process.env.PATH,
    HOME: home(),
    XDG_CONFIG_HOME: join(home(), 'config'),
    XDG_STATE_HOME: join(home(), 'state'),
    XDG_CACHE_HOME: join(home(), 'cache'),
    MESHROOM_PASSPHRASE: 'for this test',
    NO_COLOR: '1',
  })
  const meshroom = (command: string, { cwd = join(home(), 'mesh'), input = '' } = {}) =>
    succeed(node, [bin, ...command.split(' ')], { cwd, input, env: env() })

  beforeAll(() => mkdir(home(), { recursive: true }))

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'packages/cli/package.json'), 'utf8'))
    expect((await meshroom('--version', { cwd: home() })).stdout).toContain(version)
  })

  it('makes a project, sets a mesh up, plays it and takes it down', async () => {
    await meshroom('init mesh', { cwd: home() })
    for (const product of ['local-collector', 'local-sender'])
      await cp(join(repository, 'products', product), join(home(), 'mesh/products', product), { recursive: true })
    await meshroom('trust --yes')
    await meshroom('add local-sender agent -c folder=tenants/agent')
    await meshroom('add local-collector collector -c folder=tenants/collector')
    await meshroom('plug events agent collector --format json')
    await meshroom('up --yes')
    const { stdout } = await meshroom('produce events agent collector', { input: 'hello\n' })
    await meshroom('down --yes')
    expect(stdout).toContain('1 record accepted')
    const [stored] = readFileSync(join(home(), 'mesh/tenants/collector/events.ndjson'), 'utf8').split('\n')
    expect(JSON.parse(stored!)).toMatchObject({ source: 'agent', event: { message: 'hello' } })
  })
})

describe('the installed command on a Node that is too old', () => {
  it.each(['--version', 'list products', 'init mesh'])('says one line and fails: %s', async (command) => {
    const { code, stdout, stderr } = await run(tooOld, [bin, ...command.split(' ')], { cwd: stranger.folder })
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^meshroom needs Node .*; this is 20\.\d+\.\d+\n$/)
  })
})
