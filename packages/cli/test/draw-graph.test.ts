import { expect, test } from 'vitest'
import { validateJson } from './json-schemas.ts'
import { sandboxWithMesh, sandboxWithPlug } from './sandbox.ts'

test.each([
  ['mermaid', /^flowchart LR\n {2}p_edr\["edr"\]\n/],
  ['dot', /^digraph meshroom \{\n.*"edr" -> "siem" \[label="events \(ocsf\)"/s],
  ['svg', /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+"/],
  ['json', /^\{\n {2}"of": "mesh"/],
  ['graphml', /^<\?xml version="1\.0"/],
  ['html', /^<!doctype html>\n/],
])('graph --format %s', async (format, start) => {
  const box = await sandboxWithPlug()
  const { code, stdout, stderr } = await box.meshroom(`graph --format ${format}`)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(start)
})

test('of a mesh without instances there is nothing to draw or to lose, and that is said', async () => {
  const box = await sandboxWithMesh()
  expect(await box.meshroom('graph')).toEqual({
    code: 0,
    stdout: 'flowchart LR\n',
    stderr: 'The mesh has no instance yet.\n  try: meshroom graph --capabilities\n',
  })
  expect(await box.meshroom('impact')).toEqual({ code: 0, stdout: '', stderr: 'No instance.\n' })
  expect(JSON.parse((await box.meshroom('impact --json')).stdout)).toMatchObject({ impacts: [], loops: [] })
  expect(validateJson('graph', (await box.meshroom('graph --json')).stdout)).toMatchObject({ picture: { nodes: [] } })
})

test('a picture is written to a file, and so said; --json says where', async () => {
  const box = await sandboxWithPlug()
  const written = await box.meshroom('graph --format svg --out pictures/mesh.svg')
  expect(written).toMatchObject({ code: 0, stdout: expect.stringMatching(/^wrote .*pictures\/mesh\.svg\n$/) })
  expect(await box.read('pictures/mesh.svg')).toContain('</svg>')
  const json = await box.meshroom('graph --format dot --out mesh.dot --json')
  expect(validateJson('graph', json.stdout)).toMatchObject({
    file: expect.stringMatching(/mesh\.dot$/),
    picture: { of: 'mesh' },
  })
})

test('--open writes below .meshroom and starts what opens files; where nothing does, it says where the file is', async () => {
  const box = await sandboxWithPlug()
  const { code, stderr } = await box.meshroom('graph --format html --open', { env: { PATH: '/nowhere' } })
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/^Nothing here opens it: .*\.meshroom\/graph\.html\n$/),
  })
  expect(await box.read('.meshroom/graph.html')).toContain('<!doctype html>')
})

test.each([
  ['graph edr', 'capabilities', ['edr', 'siem']],
  ['graph --focus edr --mesh', 'mesh', ['edr', 'siem']],
  ['graph --capabilities --topic search_threat', 'capabilities', []],
  ['graph --topic events', 'mesh', ['edr', 'siem']],
])('%s draws %s', async (line, of, names) => {
  const box = await sandboxWithPlug()
  const picture = JSON.parse((await box.meshroom(`${line} --format json`)).stdout)
  expect(picture.of).toBe(of)
  expect(picture.nodes.map(({ name }: { name: string }) => name)).toEqual(names)
})

test.each([
  ['graph nobody', 'INSTANCE_UNKNOWN'],
  ['graph edr --focus siem', 'USAGE'],
  ['graph --mesh --capabilities', 'USAGE'],
  ['graph --format gif', 'USAGE'],
  ['graph --topic nosuch', 'TOPIC_UNKNOWN'],
  ['graph --capabilities --topic nosuch --format json', 'TOPIC_UNKNOWN'],
])('%s: %s', async (line, code) => {
  const box = await sandboxWithMesh()
  expect(await box.meshroom(line)).toMatchObject({ code: 2, stderr: expect.stringContaining(`error ${code} `) })
})

test('a slip in a topic is told, and a topic that no plug carries is no slip', async () => {
  const box = await sandboxWithPlug()
  expect((await box.meshroom('graph --topic evnts')).stderr).toContain('did you mean "events"?')
  expect((await box.meshroom('graph --focus edr --topic evnts --format html')).code).toBe(2)
  expect(await box.meshroom('graph --mesh --topic search_threat')).toEqual({
    code: 0,
    stdout: 'flowchart LR\n',
    stderr: 'No plug carries search_threat.\n  try: meshroom graph --capabilities --topic search_threat\n',
  })
})

test('more DOT than Graphviz lays out well is written, and what narrows it is said', async () => {
  const box = await sandboxWithMesh()
  const products = Array.from({ length: 60 }, (_, index) => [
    `products/p${index}/definition.yaml`,
    'consumes:\n  events: [{}]\nproduces:\n  events: [{}]\n',
  ])
  await box.write(Object.fromEntries(products))
  const { code, stdout, stderr } = await box.meshroom('graph --capabilities --format dot')
  expect(code).toBe(0)
  expect(stdout.split('\n').length).toBeGreaterThan(3500)
  expect(stderr).toMatch(
    /^3\d{3} lines are more than Graphviz lays out well\.\n {2}try: --focus NAME, --topic TOPIC or --limit N\n$/,
  )
  expect((await box.meshroom('graph --capabilities --format dot --limit 20')).stderr).toBe('')
})

test('the page holds no value of a setting and no secret', async () => {
  const box = await sandboxWithPlug('  fails: false\n')
  await box.write({ 'instances/edr/edr/config.yaml': 'settings:\n  region: hush-region-7\n  API_KEY: hush-key-7\n' })
  const { stdout } = await box.meshroom('graph --format html')
  expect(stdout).toContain('"name":"edr"')
  expect(stdout).not.toContain('hush')
})
