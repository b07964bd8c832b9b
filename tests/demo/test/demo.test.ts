import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadProject } from '@meshroom/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const example = fileURLToPath(new URL('../../../examples/first-mesh/', import.meta.url))

describe('the demo', () => {
  let folder: string
  let code: number | null
  let said = ''

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'demo-test-')))
    const env = { ...process.env, TMPDIR: folder, NO_COLOR: '1' }
    const child = spawn(process.execPath, [join(example, 'play.ts')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        said += text
      })
    ;[code] = await once(child, 'close')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** The project that it made and names at its end. */
  const project = () => /^The project lies in (\S+)\. /m.exec(said)?.[1] ?? ''

  it('goes through to its end', () => {
    expect({ code, end: code === 0 ? '' : said.slice(-3000) }).toEqual({ code: 0, end: '' })
  })

  it('shows each command before what it prints', () => {
    const commands = [...said.matchAll(/^\$ (?:.* \| )?meshroom (\w+)/gm)].map(([, command]) => command)
    for (const command of [
      'init',
      'create',
      'add',
      'plug',
      'list',
      'graph',
      'plan',
      'up',
      'watch',
      'produce',
      'trigger',
      'down',
    ])
      expect(commands).toContain(command)
  })

  it('says where the project lies, which is there and in order', async () => {
    const { diagnostics } = await loadProject(project())
    expect(diagnostics).toEqual([])
  })

  it('makes the mesh that is kept as an example', () => {
    for (const part of ['products', 'instances'])
      expect(treeOf(join(project(), part))).toEqual(treeOf(join(example, part)))
  })

  it('leaves nothing running', () => {
    const lines = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`))
      .map((name) => commandLineOf(name))
    expect(lines.filter((line) => line.includes(folder))).toEqual([])
  })
})

describe('the example', () => {
  it('loads without a complaint, with its instances and plugs', async () => {
    const { diagnostics, instances, plugs } = await loadProject(example)
    expect(diagnostics).toEqual([])
    expect([...instances.keys()]).toEqual(['agent', 'collector', 'gate', 'myedr'])
    expect(plugs.map(({ topic, source, destination }) => `${source} -[${topic}]-> ${destination}`).sort()).toEqual([
      'agent -[events]-> collector',
      'collector -[deny]-> gate',
      'collector -[search_threat]-> myedr',
    ])
  })

  it('holds no secret', () => {
    expect(existsSync(join(example, 'secrets.gpg'))).toBe(false)
  })
})

/** Contents by path; the port of the practice console is whichever was free. */
function treeOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  const entries = paths.map(
    (path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')] as const,
  )
  return Object.fromEntries(entries.map(([path, text]) => [path, text.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:PORT')]))
}

/** A process may end while it is looked at. */
function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
