import { existsSync, readFileSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { sandbox, sandboxWithPlug } from './sandbox.ts'

const cli = fileURLToPath(new URL('..', import.meta.url))
const acme = fileURLToPath(new URL('../../../examples/plugin-acme', import.meta.url))

beforeAll(() => {
  const built = ['dist/start.js', 'oclif.manifest.json'].every((file) => existsSync(join(cli, file)))
  if (!built) throw new Error('nothing is built: turbo run build --filter=@meshroom/cli...')
})

test('--version says the version, and keeps nothing in the shared temporary folder', async () => {
  const box = await sandbox('built')
  const { version } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8'))
  expect(await box.meshroom('--version')).toEqual({
    code: 0,
    stdout: `meshroom ${version} ${process.platform}-${process.arch} node-${process.version}\n`,
    stderr: '',
  })
  expect((await box.files()).filter((file) => file.startsWith(join(box.folder, 'tmp')))).toEqual([])
})

test('help lists what there is, and shows a command with its flags and examples', async () => {
  const box = await sandbox('built')
  const help = await box.meshroom('--help')
  expect(help).toMatchObject({ code: 0, stderr: '' })
  for (const word of ['TOPICS', 'COMMANDS', 'up ', 'secrets ', 'plugins ']) expect(help.stdout).toContain(word)
  expect(help.stdout).not.toMatch(/^ {2}complete /m)
  for (const line of ['help plug', 'plug --help']) {
    const { stdout } = await box.meshroom(line)
    expect(stdout).toContain('--owner')
    expect(stdout).toContain('$ meshroom plug events myedr mysekoia')
  }
  expect((await box.meshroom('list')).stdout).toContain('list products')
})

test('commands are found, run and suggested as from the sources', async () => {
  const box = await sandboxWithPlug('', 'built')
  expect((await box.meshroom('list products')).stdout).toContain('siem')
  expect(await box.meshroom('up')).toMatchObject({ code: 0, stdout: expect.stringContaining('the mesh is up') })
  expect(await box.meshroom('-C . list plugs --json')).toMatchObject({
    stdout: expect.stringContaining('"status": "up"'),
  })
  expect(await box.meshroom('lst products')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('meshroom list products'),
  })
  expect((await box.meshroom('complete -- li')).stdout).toBe('list\n')
})

test('the licences of what is bundled are there', () => {
  expect(readFileSync(join(cli, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8')).toMatch(/^@oclif\/core \d/m)
})

describe('a plugin package', () => {
  test('is linked, adds its command, is completed and suggested, and unlinked', async () => {
    const box = await sandboxWithPlug('', 'built')
    expect(await box.meshroom(['plugins', 'link', acme, '--no-install'])).toMatchObject({ code: 0 })
    expect((await box.meshroom('plugins')).stdout).toContain('meshroom-plugin-acme')
    expect(await box.meshroom('acme inventory')).toEqual({ code: 0, stdout: 'Acme: edr\nUmbrella: siem\n', stderr: '' })
    expect(JSON.parse((await box.meshroom('acme inventory umbrella --json')).stdout)).toEqual([
      { vendor: 'Umbrella', instances: ['siem'] },
    ])
    expect(await box.meshroom('acme inventory', { cwd: box.folder })).toMatchObject({ code: 2 })
    expect((await box.meshroom('--help')).stdout).toContain('Commands of Acme.')
    expect((await box.meshroom('complete -- acme inv')).stdout).toBe('inventory\n')
    expect((await box.meshroom('acme inventry')).stderr).toContain('meshroom acme inventory')
    expect((await box.meshroom('list plugs')).stdout).toContain('events')
    expect(await box.meshroom('plugins unlink meshroom-plugin-acme')).toMatchObject({ code: 0 })
    expect(await box.meshroom('acme inventory')).toMatchObject({ code: 2 })
  })
})

test('a plugin may build its commands on MeshroomCommand', async () => {
  const box = await sandboxWithPlug('', 'built')
  const plugin = join(box.folder, 'counting')
  await box.write({
    '../counting/package.json': JSON.stringify({
      name: 'counting',
      version: '1.0.0',
      type: 'module',
      oclif: { commands: { strategy: 'pattern', target: './commands', globPatterns: ['*.js'] } },
    }),
    '../counting/commands/count.js': `import { MeshroomCommand } from '@meshroom/cli'
      export default class Count extends MeshroomCommand {
        async run() {
          const { flags } = await this.parse(Count)
          const { mesh } = await this.enter(flags)
          this.show(flags, { plugs: mesh.project.plugs.length }, () => [mesh.project.plugs.length + ' plugs'])
        }
      }`,
  })
  await mkdir(join(plugin, 'node_modules/@meshroom'), { recursive: true })
  await symlink(cli, join(plugin, 'node_modules/@meshroom/cli'))
  await box.meshroom(['plugins', 'link', plugin, '--no-install'])
  expect(await box.meshroom('count')).toEqual({ code: 0, stdout: '1 plugs\n', stderr: '' })
  expect((await box.meshroom('-C .. count --json')).stdout).toContain('PROJECT_NOT_FOUND')
})

test.each(['16.20.2', '20.20.2', '22.21.0', '23.11.0', '24.12.0', '25.9.0'])(
  'Node %s is told one clear line',
  async (version) => {
    const box = await sandbox('built')
    const pretend = `data:text/javascript,${encodeURIComponent(
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`,
    )}`
    expect(await box.meshroom('list products', { env: { NODE_OPTIONS: `--import=${pretend}` } })).toEqual({
      code: 2,
      stdout: '',
      stderr: `meshroom needs Node ^22.22 || ^24.13 || >=26; this is ${version}\n`,
    })
  },
)
