import { type CapabilityData, matchCapabilities } from '@meshroom/graph'
import { afterAll, expect, test } from 'vitest'
import { listTemplates } from '../src/index.ts'
import { connections } from './connections.ts'
import { projectOfTemplates } from './project-of-templates.ts'

const made = await projectOfTemplates()
afterAll(() => made[Symbol.asyncDispose]())

const templates = listTemplates().map((name) => ({ name, capabilities: made.capabilitiesOf(name) }))

const isSource = ({ role }: CapabilityData): boolean => role === 'producer' || role === 'trigger'

/** `edr → siem: events`, for every two templates and each topic on which a source of the one meets the other. */
function connectionsOfTemplates(): string[] {
  const found = new Set<string>()
  for (const from of templates) {
    for (const to of templates) {
      for (const source of from.capabilities.filter(isSource)) {
        if (to.capabilities.some((capability) => matchCapabilities(source, capability))) {
          found.add(`${from.name} → ${to.name}: ${source.topic}`)
        }
      }
    }
  }
  return [...found].sort()
}

function connectionsOfTable(): string[] {
  const rows = Object.entries(connections).flatMap(([from, topics]) =>
    Object.entries(topics).flatMap(([topic, to]) => to.split(' ').map((name) => `${from} → ${name}: ${topic}`)),
  )
  return rows.sort()
}

test('products made from templates connect where their categories do in real life, and nowhere else', () => {
  const [found, expected] = [connectionsOfTemplates(), connectionsOfTable()]
  expect(found.filter((connection) => !expected.includes(connection))).toEqual([])
  expect(expected.filter((connection) => !found.includes(connection))).toEqual([])
})

test('the table names templates only, each connection once', () => {
  const rows = connectionsOfTable()
  expect(new Set(rows).size).toBe(rows.length)
  const named = new Set(rows.flatMap((row) => row.replace(/:.*/, '').split(' → ')))
  expect([...named].sort()).toEqual(listTemplates())
})

test('an EDR and a SIEM connect on more than one topic, in both directions', () => {
  const between = connectionsOfTemplates().filter((row) => /^(edr → siem|siem → edr):/.test(row))
  expect(between).toEqual([
    'edr → siem: alerts',
    'edr → siem: assets',
    'edr → siem: events',
    'siem → edr: contain',
    'siem → edr: events',
    'siem → edr: scan',
  ])
})
