import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  capability,
  cheapest,
  everySmallest,
  isNamed,
  isPossible,
  setup,
  subsets,
  type World,
  wordsOf,
} from '../../test/every-gap.ts'
import { buildCapabilityGraph } from '../capability-graph/build-capability-graph.ts'
import type { CapabilityData } from '../match/capability.ts'
import type { SetupData } from './setup.ts'

const edr = {
  name: 'edr',
  capabilities: [{ role: 'producer', topic: 'alerts', mode: 'push', format: 'ocsf' }],
} as const
const siem = { name: 'siem', capabilities: [{ role: 'consumer', topic: 'alerts', mode: 'pull' }] } as const

describe('what is missing between two products', () => {
  test('is one capability, on the side of either; the commands that declare it are said', () => {
    const gaps = buildCapabilityGraph([edr, siem]).gaps('edr', 'siem')
    expect(
      gaps.map(({ source, destination, mode, missing }) => [
        source,
        destination,
        mode,
        missing.map(({ scaffold }) => scaffold.join(' ')),
      ]),
    ).toEqual([
      ['edr', 'siem', 'pull', ['create capability edr alerts producer --mode pull']],
      ['edr', 'siem', 'push', ['create capability siem alerts consumer --format ocsf']],
    ])
  })

  test('is nothing for a flow that is possible', () => {
    const ready = { ...siem, capabilities: [...siem.capabilities, { role: 'consumer', topic: 'alerts' } as const] }
    expect(buildCapabilityGraph([edr, ready]).gaps('edr', 'siem')).toEqual([])
  })

  test('is a hook on each side, or one that sets up both, where capabilities meet', () => {
    const ready = { ...siem, capabilities: [{ role: 'consumer', topic: 'alerts' } as const] }
    const graph = buildCapabilityGraph([edr, ready])
    const missing = (setups: SetupData[]) =>
      graph
        .gaps('siem', 'edr', { setups })
        .map((gap) =>
          gap.missing.map(
            (part) => `${part.scaffold.slice(2).join(' ')}${part.kind === 'setup' && part.ownsBoth ? ' (both)' : ''}`,
          ),
        )
    expect(missing([])).toEqual([
      ['edr siem alerts producer --format ocsf (both)'],
      ['siem edr alerts consumer --format ocsf (both)'],
      ['edr siem alerts producer --format ocsf', 'siem edr alerts consumer --format ocsf'],
    ])
    expect(missing([{ product: 'siem', role: 'consumer', topic: 'alerts' }])).toEqual([
      ['edr siem alerts producer --format ocsf'],
    ])
    expect(missing([{ product: 'siem', role: 'consumer', ownsBoth: true }])).toEqual([])
    expect(missing([{ product: 'siem', role: 'consumer', target: 'ndr', ownsBoth: true }])).toHaveLength(3)
  })

  test('is a pair of capabilities where neither deals with the topic that is asked for', () => {
    const gaps = buildCapabilityGraph([edr, siem]).gaps('edr', 'siem', { topic: 'iocs' })
    expect(gaps.map(({ source, missing }) => [source, missing.length])).toEqual([
      ['edr', 2],
      ['siem', 2],
    ])
  })
})

describe('a topic that is named as data', () => {
  const portal = { name: 'portal', capabilities: [{ role: 'trigger' }, { role: 'consumer', topic: 'alerts' }] } as const

  test('is never asked for as an action, whatever a product can trigger', () => {
    const gaps = buildCapabilityGraph([edr, portal]).gaps('edr', 'portal', { setups: [] })
    expect(gaps.map(({ source, topic }) => `${source} ${topic}`)).toEqual(['edr alerts', 'edr alerts', 'edr alerts'])
    const asked = buildCapabilityGraph([edr, portal]).gaps('edr', 'portal', { topic: 'alerts' })
    expect(asked.map(({ source, missing }) => [source, ...missing.map((part) => part.scaffold.join(' '))])).toEqual([
      ['portal', 'create capability portal alerts producer', 'create capability edr alerts consumer'],
    ])
  })

  test('may be named so by another product of the graph, or be known to whoever asks', () => {
    const fw = { name: 'fw', capabilities: [{ role: 'executor', topic: 'block_ip' }] } as const
    const rolesFor = (topic: string, kindOf?: () => 'data' | 'action') =>
      buildCapabilityGraph([edr, portal, fw])
        .gaps('edr', 'portal', { topic, kindOf })
        .flatMap(({ missing }) => missing.map((part) => part.kind === 'capability' && part.capability.role))
    expect(rolesFor('block_ip')).toEqual(['executor', 'trigger', 'executor'])
    expect(rolesFor('zebras', () => 'data')).toEqual(['producer', 'consumer', 'producer', 'consumer'])
    expect(rolesFor('zebras')).toEqual(['executor', 'producer', 'consumer'])
  })
})

test('every set connects, none can do without a part, and the first is as small as any that anyone could add', () => {
  const capabilities = fc.array<CapabilityData>(capability, { maxLength: 2 })
  const setups = fc.option(fc.array(setup, { maxLength: 3 }), { nil: undefined })
  const topic = fc.constantFrom('alerts', undefined)
  fc.assert(
    fc.property(capabilities, capabilities, setups, topic, (a, b, given, wanted) => {
      const world: World = { capabilities: { a, b }, setups: given }
      const graph = buildCapabilityGraph([
        { name: 'a', capabilities: a },
        { name: 'b', capabilities: b },
      ])
      const gaps = graph.gaps('a', 'b', { topic: wanted, setups: given })
      for (const gap of gaps) {
        const connecting = subsets(gap.missing).filter((parts) => isPossible(add(world, parts), gap))
        expect(connecting).toEqual([[...gap.missing]])
      }
      const topics = wanted ? [wanted] : [...new Set([...a, ...b].flatMap((c) => c.topic ?? []))]
      for (const flow of topics.flatMap((name) => [
        { source: 'a', destination: 'b', topic: name },
        { source: 'b', destination: 'a', topic: name },
      ])) {
        const found = gaps.filter((gap) => gap.source === flow.source && gap.topic === flow.topic)
        if (isPossible(world, flow) || !(wanted || isNamed(world, flow))) expect(found).toEqual([])
        else expect(found[0]!.missing.length).toBe(cheapest(world, flow))
      }
      expect(gaps.map(({ missing }) => missing.length)).toEqual(
        gaps.map(({ missing }) => missing.length).sort((x, y) => x - y),
      )
    }),
    { numRuns: 200 },
  )
})

test('every smallest set is offered, once, and no other', () => {
  const capabilities = fc.array<CapabilityData>(capability, { maxLength: 2 })
  const setups = fc.option(fc.array(setup, { maxLength: 3 }), { nil: undefined })
  fc.assert(
    fc.property(capabilities, capabilities, setups, fc.constantFrom('alerts', undefined), (a, b, given, wanted) => {
      const world: World = { capabilities: { a, b }, setups: given }
      const graph = buildCapabilityGraph([
        { name: 'a', capabilities: a },
        { name: 'b', capabilities: b },
      ])
      const gaps = graph.gaps('a', 'b', { topic: wanted, setups: given })
      const topics = wanted ? [wanted] : [...new Set([...a, ...b].flatMap((c) => c.topic ?? []))]
      const flows = topics.flatMap((topic) => [
        { source: 'a', destination: 'b', topic },
        { source: 'b', destination: 'a', topic },
      ])
      for (const flow of flows) {
        const offered = gaps
          .filter((gap) => gap.source === flow.source && gap.topic === flow.topic)
          .map(({ missing }) => missing.map(wordsOf).sort().join(' + '))
        const isAsked = !isPossible(world, flow) && (wanted !== undefined || isNamed(world, flow))
        expect(offered.sort()).toEqual(isAsked ? [...new Set(everySmallest(world, flow))].sort() : [])
      }
    }),
    {
      numRuns: 300,
      examples: [
        // The topic is one of actions, and yet two that name no topic could exchange it as data: hooks are all that is missing.
        [[{ role: 'consumer' }], [{ role: 'executor', topic: 'alerts' }, { role: 'producer' }], [], 'alerts'],
        // A hook for one end is enough, though neither end of the match that it is for has one: another match has the other end's.
        [
          [{ role: 'producer', format: 'ecs' }, { role: 'producer' }],
          [],
          [{ product: 'a', role: 'producer', format: 'ecs' }],
          'alerts',
        ],
      ],
    },
  )
})
