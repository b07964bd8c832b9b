import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { brief, load, makeProject } from '../../test/make-project.ts'
import { loadProject } from './load-project.ts'

const edr = 'products/edr/definition.yaml'

describe('loading a project', () => {
  it('reads products, integrations, instances and plugs, by folders and names', async () => {
    const project = await load({
      [edr]: 'vendor: Acme\nproduces:\n  events:\n    - mode: push\n',
      'products/siem/definition.yml': 'consumes:\n  events: [{}]\n',
      'products/siem/integrations/edr/events_consumer_pull.yaml': 'format: ecs\nownsBoth: true\nuuid: 1\n',
      'instances/edr/one/config.yaml': 'settings: {}\n',
      'instances/siem/two/config.yml': 'settings:\n  region: fra1\n',
      'instances/edr/one/plugs/two/events.yaml': 'status: up\nowner: two\n',
    })
    expect(project.diagnostics).toEqual([])
    expect([...project.products.keys()]).toEqual(['edr', 'siem'])
    expect(project.products.get('edr')).toMatchObject({
      name: 'edr',
      vendor: 'Acme',
      folder: 'products/edr',
      file: edr,
    })
    expect(project.integrations).toEqual([
      {
        product: 'siem',
        target: 'edr',
        topic: 'events',
        role: 'consumer',
        mode: 'pull',
        format: 'ecs',
        settings: [],
        ownsBoth: true,
        extra: { uuid: 1 },
        file: 'products/siem/integrations/edr/events_consumer_pull.yaml',
      },
    ])
    expect(project.instances.get('two')).toMatchObject({ product: 'siem', settings: { region: 'fra1' } })
    expect(project.plugs).toMatchObject([
      { source: 'one', destination: 'two', topic: 'events', mode: 'push', status: 'up', owner: 'two' },
    ])
  })

  it('refuses the second of two equal keys with line and column of both, and reads the rest', async () => {
    const project = await load({
      [edr]:
        'name: edr\nproduces:\n  alerts:\n    - {}\nconsumes:\n  iocs: [{}]\nproduces:\n  threats:\n    - format: stix\n',
    })
    expect(project.diagnostics).toEqual([
      {
        severity: 'error',
        code: 'YAML_DUPLICATE_KEY',
        message: 'the key "produces" is already there, so one of the two would be lost',
        hint: 'put what belongs to "produces" below one of them and remove the other',
        file: edr,
        line: 7,
        column: 1,
        related: [{ message: 'the first "produces"', file: edr, line: 2, column: 1 }],
      },
    ])
    expect(project.products.get('edr')?.capabilities.map(({ topic }) => topic)).toEqual(['iocs', 'alerts'])
  })

  it('shows every problem of every file at once, and everything that could be read', async () => {
    const project = await load({
      [edr]: 'consume:\n  events: [{}]\nconcurrency: 0\nsettings:\n  - name: A\n    type: strin\n',
      'products/ndr/definition.yaml': 'vendor: [\nproduces:\n  events:\n    - mode: sideways\n    - mode: pull\n',
      'products/good/definition.yaml': 'vendor: Fine\n',
    })
    expect(project.diagnostics.map(brief)).toEqual([
      `error MANIFEST_UNKNOWN_KEY ${edr}:1:1`,
      `error MANIFEST_WRONG_VALUE ${edr}:3:14`,
      `error MANIFEST_WRONG_VALUE ${edr}:6:11`,
      'error YAML_SYNTAX products/ndr/definition.yaml:1:9',
      'error MANIFEST_WRONG_VALUE products/ndr/definition.yaml:4:13',
    ])
    expect(project.diagnostics[0]).toMatchObject({ hint: 'did you mean "consumes"?' })
    expect([...project.products.keys()]).toEqual(['edr', 'good', 'ndr'])
    expect(project.products.get('ndr')?.capabilities).toMatchObject([{ topic: 'events', mode: 'pull' }])
  })

  it('takes a folder without a definition for a product, and one without a config for an instance', async () => {
    const root = await makeProject({})
    await mkdir(join(root, 'products/bare'), { recursive: true })
    await mkdir(join(root, 'instances/bare/mine'), { recursive: true })
    const project = await loadProject(root)
    expect(project.products.get('bare')).toEqual({
      name: 'bare',
      tags: [],
      capabilities: [],
      settings: [],
      permissions: { net: [], run: [], write: [], git: false },
      folder: 'products/bare',
      extra: {},
    })
    expect(project.instances.get('mine')).toMatchObject({ product: 'bare', folder: 'instances/bare/mine' })
  })

  it('lets the names of folders and files win over names in files', async () => {
    const project = await load({
      [edr]: 'name: other\n',
      'products/edr/integrations/edr/search_threat_executor.yml':
        'topic: events\nrole: trigger\nmode: pull\nproduct: x\n',
      'instances/edr/mine/config.yaml': 'name: x\nproduct: y\n',
    })
    expect(project.products.get('edr')?.name).toBe('edr')
    expect(project.integrations[0]).toMatchObject({
      product: 'edr',
      topic: 'search_threat',
      role: 'executor',
      mode: 'push',
    })
    expect(project.instances.get('mine')?.product).toBe('edr')
    expect(project.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning INTEGRATION_NAME_DIFFERS',
      'warning INTEGRATION_NAME_DIFFERS',
      'warning INTEGRATION_NAME_DIFFERS',
    ])
  })

  it('reads a manifest that is there twice once, and says which', async () => {
    const project = await load({ [edr]: 'vendor: A\n', 'products/edr/definition.yml': 'vendor: B\n' })
    expect(project.products.get('edr')?.vendor).toBe('A')
    expect(project.diagnostics).toMatchObject([
      { code: 'MANIFEST_TWICE', file: 'products/edr/definition.yml', related: [{ file: edr }] },
    ])
  })

  it('keeps an instance whose name another product has too out, and names both', async () => {
    const project = await load({
      'products/a/definition.yaml': '',
      'products/b/definition.yaml': '',
      'instances/a/same/config.yaml': '',
      'instances/b/same/config.yaml': '',
    })
    expect(project.instances.get('same')?.product).toBe('a')
    expect(project.diagnostics).toMatchObject([
      {
        code: 'INSTANCE_NAME_TWICE',
        file: 'instances/b/same/config.yaml',
        related: [{ file: 'instances/a/same/config.yaml' }],
      },
    ])
  })

  it.each([
    ['larger than allowed', 'vendor: x\n'.padEnd(200, '#'), { maxFileBytes: 100 }, 'FILE_TOO_LARGE', 1, 1],
    ['not UTF-8', Buffer.from('vendor: x\ntags: [\xe4]\n', 'latin1'), {}, 'YAML_INVALID_UTF8', 2, 8],
    ['an alias bomb', aliasBomb(), {}, 'YAML_ALIAS_BOMB', 5, 12],
    ['nested without end', `a: ${'['.repeat(100_000)}`, {}, 'YAML_TOO_DEEP', 1, 68],
    ['several documents', 'vendor: x\n---\nvendor: y\n', {}, 'YAML_MULTIPLE_DOCUMENTS', 2, 1],
  ] as const)(
    'says of a file that is %s where, and still lists the product',
    async (_, content, options, code, line, column) => {
      const project = await load({ [edr]: content, 'products/ok/definition.yaml': '' }, options)
      expect(project.diagnostics[0]).toMatchObject({ severity: 'error', code, file: edr, line, column })
      expect([...project.products.keys()]).toEqual(['edr', 'ok'])
    },
  )

  it('shows the first hundred problems of a file, and that there are more', async () => {
    const { diagnostics } = await load({ [edr]: `vendor: x\n# ${'\u0001'.repeat(500)}\n` })
    expect(diagnostics).toHaveLength(101)
    expect(diagnostics.at(-1)).toMatchObject({ code: 'TOO_MANY_PROBLEMS', line: 2 })
  })

  it('does not follow a link out of the project, and follows one within', async () => {
    const outside = await makeProject({ 'products/secret/definition.yaml': 'vendor: Outside\n' })
    const root = await makeProject({ 'products/real/definition.yaml': 'vendor: Inside\n' })
    await symlink(join(outside, 'products/secret'), join(root, 'products/leaving'))
    await symlink('real', join(root, 'products/within'))
    await symlink('nowhere', join(root, 'products/broken'))
    const project = await loadProject(root)
    expect([...project.products.keys()]).toEqual(['real', 'within'])
    expect(project.diagnostics.map(brief)).toEqual([
      'error LINK_BROKEN products/broken:1:1',
      'error LINK_LEAVES_PROJECT products/leaving:1:1',
    ])
  })

  it('leaves files beside integrations alone, and warns of one that looks like a slip', async () => {
    const folder = 'products/edr/integrations/edr'
    const project = await load({
      [edr]: '',
      [`${folder}/docker-compose.yml`]: 'x: [',
      [`${folder}/events_consumr.yaml`]: '',
      [`${folder}/dist/manifest.yml`]: '- - [',
    })
    expect(project.integrations).toEqual([])
    expect(project.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'INTEGRATION_NAME',
        file: `${folder}/events_consumr.yaml`,
        hint: 'did you mean "consumer" for "consumr"?',
      },
    ])
  })

  it('gives the same project however the disk orders its folders', async () => {
    const files = Object.fromEntries(
      ['b', 'B', 'a10', 'a9', 'Ä'].map((name) => [`products/${name}/definition.yaml`, `vendor: ${name}\n`]),
    )
    const one = await load(files)
    const other = await load(Object.fromEntries(Object.entries(files).reverse()))
    expect([...one.products.keys()]).toEqual(['B', 'a10', 'a9', 'b', 'Ä'])
    expect([...other.products.keys()]).toEqual([...one.products.keys()])
  })

  it('refuses a folder that is no project', async () => {
    const root = await makeProject({})
    await writeFile(join(root, 'README.md'), '')
    await expect(loadProject(join(root, 'products'))).rejects.toMatchObject({
      code: 'PROJECT_NOT_FOUND',
      hint: 'meshroom init <path>',
    })
  })

  it('says what lies beside manifests: code, for one', async () => {
    const { others } = await load({
      'products/edr/definition.yaml': '',
      'products/edr/hooks.ts': '',
      'products/edr/lib/deep.ts': '',
      'products/edr/integrations/siem/events_producer.yaml': '',
      'products/edr/integrations/siem/events_producer.ts': '',
      'products/edr/integrations/siem/.hidden.ts': '',
      'products/siem/definition.yml': '',
      'products/siem/more.yaml': '',
    })
    expect(others).toEqual(
      new Map([['edr', ['hooks.ts', 'integrations/siem/.hidden.ts', 'integrations/siem/events_producer.ts']]]),
    )
  })
})

function aliasBomb(): string {
  const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const lines = levels.map((level, index) => {
    const inner = index === 0 ? '"x"' : `*${levels[index - 1]}`
    return `${level}: &${level} [${Array.from({ length: 9 }, () => inner).join(', ')}]`
  })
  return `${lines.join('\n')}\n`
}
