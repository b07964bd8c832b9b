import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildMeshGraph } from './build-mesh-graph.ts'
import type { MeshData, PlugData } from './mesh-data.ts'

/** Reads `edr -alerts-> soc` as data, `soar =contain=> edr` as an action; a name that ends in digits is an instance of what precedes. */
function mesh(text: string): MeshData {
  const plugs = text
    .trim()
    .split('\n')
    .map((line): PlugData => {
      const [, source, kind, topic, destination] = line.trim().match(/^(\S+) ([-=])(\w+)[-=]> (\S+)$/)!
      return {
        source: source!,
        destination: destination!,
        topic: topic!,
        mode: 'push',
        kind: kind === '=' ? 'action' : 'data',
      }
    })
  const names = new Set(plugs.flatMap(({ source, destination }) => [source, destination]))
  return { instances: [...names].map((name) => ({ name, product: name.replace(/\d+$/, '') })), plugs }
}

const say = ({ source, topic, destination, kind }: PlugData) =>
  kind === 'action' ? `${source} =${topic}=> ${destination}` : `${source} -${topic}-> ${destination}`

const soc = mesh(`
  edr1 -events-> siem1
  edr2 -events-> siem1
  siem1 -alerts-> soar1
  tip1 -iocs-> edr1
  soar1 =contain=> edr1
  soar1 -incidents-> itsm1
`)

describe('impact', () => {
  test('of the only way: what it feeds is blind, its detections and responses are dark', () => {
    const { blind, topics, detections, responses } = buildMeshGraph(soc).impact('siem1')
    expect(blind).toEqual(['itsm1', 'soar1'])
    expect(topics).toEqual([
      { instance: 'itsm1', topic: 'incidents' },
      { instance: 'soar1', topic: 'alerts' },
    ])
    expect(detections.map(say)).toEqual(['siem1 -alerts-> soar1', 'soar1 -incidents-> itsm1'])
    expect(responses.map(say)).toEqual(['soar1 =contain=> edr1'])
  })

  test('of one source among several: what has another source goes on', () => {
    const { blind, topics, plugs } = buildMeshGraph(soc).impact('edr1')
    expect(blind).toEqual([])
    expect(topics).toEqual([])
    expect(plugs.map(say)).toEqual(['edr1 -events-> siem1', 'soar1 =contain=> edr1', 'tip1 -iocs-> edr1'])
  })

  test('of a member of a ring that nothing feeds: the others go on by themselves', () => {
    const ring = mesh('a -iocs-> b\nb -iocs-> c\nc -iocs-> a')
    expect(buildMeshGraph(ring).impact('a')).toMatchObject({ blind: [], topics: [{ instance: 'b', topic: 'iocs' }] })
  })

  test('of an instance that is not there is refused', () => {
    expect(() => buildMeshGraph(soc).impact('siem')).toThrow(
      expect.objectContaining({ code: 'GRAPH_UNKNOWN_INSTANCE' }),
    )
  })
})

test('single points of failure are what holds the mesh together alone', () => {
  const { instances, plugs } = buildMeshGraph(soc).singlePoints
  expect(instances).toEqual(['edr1', 'siem1', 'soar1'])
  expect(plugs.map(say)).toEqual(['edr2 -events-> siem1', 'soar1 -incidents-> itsm1', 'tip1 -iocs-> edr1'])
})

test('loops lead back from an action to what triggered it', () => {
  expect(buildMeshGraph(soc).loops.map(({ plugs }) => plugs.map(say))).toEqual([
    ['soar1 =contain=> edr1', 'edr1 -events-> siem1', 'siem1 -alerts-> soar1'],
  ])
  expect(buildMeshGraph(mesh('a -events-> b\nb -alerts-> a')).loops).toEqual([])
})

describe('coverage', () => {
  const check = (from: string, topic: string, to: string) => buildMeshGraph(soc).coverage([{ from, topic, to }])[0]!

  test('an intent holds when each source gets there', () => {
    const { holds, proofs } = check('edr', 'events', 'siem')
    expect(holds).toBe(true)
    expect(proofs.map(({ from, path }) => [from, path.map(say)])).toEqual([
      ['edr1', ['edr1 -events-> siem1']],
      ['edr2', ['edr2 -events-> siem1']],
    ])
  })

  test('an intent is refused with how far each source gets', () => {
    expect(check('edr', 'alerts', 'soar')).toMatchObject({
      holds: false,
      failures: [
        { from: 'edr1', reaches: [] },
        { from: 'edr2', reaches: [] },
      ],
    })
  })

  test('an intent about who is not there is refused', () => {
    expect(check('ndr', 'alerts', 'soar')).toMatchObject({ holds: false, absent: ['from'] })
    expect(check('ndr', 'alerts', 'mdr')).toMatchObject({ holds: false, absent: ['from', 'to'] })
  })

  test('a name that is both means the product, so that none of its instances is overlooked; one alone can be said', () => {
    const mesh = buildMeshGraph({
      instances: [
        { name: 'edr', product: 'edr' },
        { name: 'edr-2', product: 'edr' },
        { name: 'soar', product: 'siem' },
      ],
      plugs: [{ source: 'edr', destination: 'soar', topic: 'alerts', mode: 'push' }],
    })
    const ask = (from: string, to = 'soar') => mesh.coverage([{ from, topic: 'alerts', to }])[0]!
    expect(ask('edr')).toMatchObject({ holds: false, failures: [{ from: 'edr-2', reaches: [] }] })
    expect(ask('instance:edr')).toMatchObject({ holds: true, proofs: [{ from: 'edr' }] })
    expect(ask('instance:edr', 'instance:soar')).toMatchObject({ holds: true })
    expect(ask('instance:siem')).toMatchObject({ holds: false, absent: ['from'] })
  })

  test('plugs that are not up do not count where that is asked', () => {
    const half = buildMeshGraph({
      ...soc,
      plugs: soc.plugs.map((plug) => ({ ...plug, status: plug.source === 'edr1' ? 'up' : 'partial' })),
    })
    const intent = { from: 'edr1', topic: 'events', to: 'siem', up: true } as const
    expect(half.coverage([intent, { ...intent, from: 'edr' }]).map(({ holds }) => holds)).toEqual([true, false])
  })
})

/* The oracle: walks, cuts and circles by trying everything. */

const names = ['a1', 'a2', 'b1', 'c1', 'd1']
const anyMesh: fc.Arbitrary<MeshData> = fc
  .uniqueArray(
    fc.record({
      source: fc.constantFrom(...names),
      destination: fc.constantFrom(...names),
      topic: fc.constantFrom('alerts', 'events'),
      kind: fc.constantFrom<('data' | 'action')[]>('data', 'data', 'action'),
      mode: fc.constant('push' as const),
    }),
    { maxLength: 8, selector: say },
  )
  .map((plugs) => ({ instances: names.map((name) => ({ name, product: name[0]! })), plugs }))

/** Whether one can walk from one instance to another, by growing the set of what is reached until it does not grow. */
function canWalk(plugs: readonly PlugData[], from: string, to: string): boolean {
  let reached = new Set([from])
  for (;;) {
    const more = new Set([
      ...reached,
      ...plugs.filter(({ source }) => reached.has(source)).map((plug) => plug.destination),
    ])
    if (more.size === reached.size) return reached.has(to)
    reached = more
  }
}

/** How many parts instances fall into, whatever the direction of the plugs. */
function countParts(among: readonly string[], plugs: readonly PlugData[]): number {
  const both = plugs.flatMap((plug) => [plug, { ...plug, source: plug.destination, destination: plug.source }])
  return among.filter((name, at) => !among.slice(0, at).some((earlier) => canWalk(both, earlier, name))).length
}

const without = (plugs: readonly PlugData[], name: string) =>
  plugs.filter(({ source, destination }) => source !== name && destination !== name)

test('single points agree with cutting each instance and each plug', () => {
  fc.assert(
    fc.property(anyMesh, (given) => {
      const { instances, plugs } = buildMeshGraph(given).singlePoints
      const parts = countParts(names, given.plugs)
      const isAlone = (name: string) =>
        without(given.plugs, name).length ===
        given.plugs.filter((p) => p.source !== name || p.destination !== name).length
      const cutting = names.filter((name) => {
        const rest = countParts(
          names.filter((other) => other !== name),
          without(given.plugs, name),
        )
        return rest > (isAlone(name) ? parts - 1 : parts)
      })
      expect(instances).toEqual(cutting)
      const bridges = given.plugs.filter(
        (plug) =>
          countParts(
            names,
            given.plugs.filter((other) => other !== plug),
          ) > parts,
      )
      expect(plugs.map(say).sort()).toEqual(bridges.map(say).sort())
    }),
    { numRuns: 500 },
  )
})

test('impact agrees with what each instance can still be reached from', () => {
  fc.assert(
    fc.property(anyMesh, fc.constantFrom(...names), (given, failed) => {
      const data = given.plugs.filter(({ kind }) => kind === 'data')
      const origins = names.filter((name) =>
        names.every((other) => !canWalk(data, other, name) || canWalk(data, name, other)),
      )
      const left = without(data, failed)
      const blind = names.filter(
        (name) => name !== failed && !origins.some((origin) => origin !== failed && canWalk(left, origin, name)),
      )
      const isDark = ({ source, destination }: PlugData) =>
        source === failed || destination === failed || blind.includes(source)
      const impact = buildMeshGraph(given).impact(failed)
      expect(impact.blind).toEqual(blind)
      expect(impact.plugs.map(say).sort()).toEqual(given.plugs.filter(isDark).map(say).sort())
      const lost = names.flatMap((instance) =>
        ['alerts', 'events']
          .filter((topic) => {
            const supply = data.filter((plug) => plug.destination === instance && plug.topic === topic)
            return instance !== failed && supply.length > 0 && supply.every(isDark)
          })
          .map((topic) => ({ instance, topic })),
      )
      expect(impact.topics).toEqual(lost)
      const dark = given.plugs.filter(isDark)
      const said = (plugs: readonly PlugData[]) => plugs.map(say).sort()
      expect(said(impact.detections)).toEqual(
        said(dark.filter(({ kind, topic }) => kind === 'data' && topic === 'alerts')),
      )
      expect(said(impact.responses)).toEqual(said(dark.filter(({ kind }) => kind === 'action')))
    }),
    { numRuns: 500 },
  )
})

test('there is a loop for exactly the actions that can come back, and none is longer than it must be', () => {
  fc.assert(
    fc.property(anyMesh, (given) => {
      const { loops } = buildMeshGraph(given)
      for (const { plugs } of loops) {
        expect(plugs[0]!.kind).toBe('action')
        expect(plugs.map(({ destination }) => destination)).toEqual(
          [...plugs.slice(1), plugs[0]!].map(({ source }) => source),
        )
        expect(new Set(plugs.map(({ source }) => source)).size).toBe(plugs.length)
      }
      for (const action of given.plugs.filter(({ kind }) => kind === 'action')) {
        const returns = canWalk(given.plugs, action.destination, action.source)
        const shortest = loops
          .filter(({ plugs }) => plugs.some((plug) => say(plug) === say(action)))
          .map(({ plugs }) => plugs.length)
        expect(shortest.length > 0).toBe(returns)
        if (returns) expect(Math.min(...shortest)).toBe(1 + walkLength(given.plugs, action.destination, action.source))
      }
      expect(new Set(loops.map(({ plugs }) => plugs.map(say).sort().join())).size).toBe(loops.length)
    }),
    { numRuns: 500 },
  )
})

/** The length of the shortest walk, by trying all of one length before those of the next. */
function walkLength(plugs: readonly PlugData[], from: string, to: string): number {
  let ends = [from]
  for (let length = 0; ; length++) {
    if (ends.includes(to)) return length
    ends = plugs.filter(({ source }) => ends.includes(source)).map(({ destination }) => destination)
  }
}

test('coverage agrees with walking, also where an instance is called like a product', () => {
  const given = fc.tuple(anyMesh, fc.array(fc.constantFrom('up', 'down', 'partial', undefined), { minLength: 8 }))
  const names = ['a', 'a1', 'a2', 'b', 'c1']
  const clashing = given.map(([mesh, status]): MeshData => {
    const rename = (name: string) => ({ b1: 'a', d1: 'b' })[name] ?? name
    const instances = names.map((name) => ({ name, product: name === 'a' ? 'b' : name[0]! }))
    const plugs = mesh.plugs.map((plug, at) => ({
      ...plug,
      source: rename(plug.source),
      destination: rename(plug.destination),
      status: status[at],
    }))
    return { instances, plugs }
  })
  const end = fc.constantFrom('a', 'a1', 'b', 'c', 'instance:a', 'instance:b', 'instance:c', 'nobody')
  fc.assert(
    fc.property(clashing, end, end, fc.boolean(), (mesh, from, to, up) => {
      const [result] = buildMeshGraph(mesh).coverage([{ from, to, topic: 'alerts', up }])
      const meant = (said: string) => {
        const [name, alone] = said.startsWith('instance:') ? [said.slice(9), true] : [said, false]
        const products = alone ? [] : mesh.instances.filter(({ product }) => product === name)
        return products.length > 0 ? products.map((each) => each.name) : names.filter((each) => each === name)
      }
      const plugs = mesh.plugs.filter(({ topic, status }) => topic === 'alerts' && (!up || status === 'up'))
      const arrives = (source: string) =>
        meant(to).some((target) => target !== source && canWalk(plugs, source, target))
      const absent = [...(meant(from).length > 0 ? [] : ['from']), ...(meant(to).length > 0 ? [] : ['to'])]
      expect(result!.absent).toEqual(absent)
      expect(result!.holds).toBe(absent.length === 0 && meant(from).every(arrives))
      expect(result!.proofs.map((proof) => proof.from)).toEqual(meant(from).filter(arrives))
      expect(result!.failures).toEqual(
        meant(from)
          .filter((source) => !arrives(source))
          .map((source) => ({
            from: source,
            reaches: names.filter((name) => name !== source && canWalk(plugs, source, name)),
          })),
      )
      for (const { path, from: start } of result!.proofs) {
        expect(path[0]!.source).toBe(start)
        expect(path.every((plug, at) => at === 0 || path[at - 1]!.destination === plug.source)).toBe(true)
        expect(path.every((plug) => plugs.some((each) => each.status === plug.status && say(each) === say(plug)))).toBe(
          true,
        )
        expect(meant(to)).toContain(path.at(-1)!.destination)
        const lengths = meant(to).filter((target) => target !== start && canWalk(plugs, start, target))
        expect(path.length).toBe(Math.min(...lengths.map((target) => walkLength(plugs, start, target))))
      }
    }),
    { numRuns: 1000 },
  )
})

test('the impact of every instance of a long chain, and of a large mesh, takes no longer than reading about it', () => {
  const plug = (source: number, destination: number): PlugData => ({
    source: `i${source}`,
    destination: `i${destination}`,
    topic: 'events',
    mode: 'push',
  })
  const chain = buildMeshGraph({ instances: [], plugs: Array.from({ length: 499 }, (_, at) => plug(at, at + 1)) })
  const large = buildMeshGraph({
    instances: [],
    plugs: Array.from({ length: 9_000 }, (_, at) => plug(at % 3_000, (at * 7 + 1) % 3_000)),
  })
  const started = process.cpuUsage()
  const blind = chain.instances.map((instance) => chain.impact(instance).blind.length)
  large.impact('i0')
  const { user, system } = process.cpuUsage(started)
  expect(blind.reduce((sum, count) => sum + count)).toBe((499 * 498) / 2 + 499)
  expect((user + system) / 1_000).toBeLessThan(1_500)
})

test('what a mesh was made from, and what it answers, can be written to without changing it', () => {
  const plugs = [{ source: 'edr', destination: 'soc', topic: 'alerts', mode: 'push' as const }]
  const instances = [
    { name: 'edr', product: 'edr' },
    { name: 'soc', product: 'siem' },
  ]
  const given = buildMeshGraph({ instances, plugs })
  const before = JSON.stringify([given.impact('edr'), given.singlePoints])
  plugs[0]!.topic = 'iocs'
  instances[0]!.name = 'other'
  expect(() => Object.assign(given.impact('edr').plugs[0]!, { topic: 'iocs' })).toThrow(TypeError)
  ;(given.impact('edr').topics as unknown[]).length = 0
  ;(given.instances as string[]).length = 0
  expect(JSON.stringify([given.impact('edr'), given.singlePoints])).toBe(before)
})

test.each<[string, unknown, unknown, string, number]>([
  ['an instance without a name', [{ product: 'edr' }], [], 'GRAPH_INVALID_INSTANCE', 0],
  ['an instance that is a text', ['edr'], [], 'GRAPH_INVALID_INSTANCE', 0],
  ['a plug without ends', [], [{}], 'GRAPH_INVALID_PLUG', 0],
  ['no plug', [], [null], 'GRAPH_INVALID_PLUG', 0],
  [
    'a mode that there is not',
    [],
    [{ source: 'a', destination: 'b', topic: 'c', mode: 'post' }],
    'GRAPH_INVALID_PLUG',
    0,
  ],
  [
    'a status that there is not',
    [],
    [{ source: 'a', destination: 'b', topic: 'c', mode: 'push', status: 'on' }],
    'GRAPH_INVALID_PLUG',
    0,
  ],
])('%s is refused with its place', (_, instances, plugs, code, index) => {
  expect(() => buildMeshGraph({ instances, plugs } as MeshData)).toThrow(
    expect.objectContaining({ name: 'GraphError', code, data: { index } }),
  )
})

test('a deep mesh is no deeper than the stack', () => {
  const plugs = Array.from(
    { length: 20_000 },
    (_, at): PlugData => ({ source: `i${at}`, destination: `i${at + 1}`, topic: 'events', mode: 'push' }),
  )
  expect(buildMeshGraph({ instances: [], plugs }).singlePoints.plugs).toHaveLength(20_000)
})
