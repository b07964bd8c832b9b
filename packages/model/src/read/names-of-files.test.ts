import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIntegrationName } from './integration-name.ts'
import { parsePlugName } from './plug-name.ts'

describe('the name of an integration’s file', () => {
  it.each([
    ['events_consumer', { topic: 'events', role: 'consumer', mode: 'push' }],
    ['events_consumer_pull', { topic: 'events', role: 'consumer', mode: 'pull' }],
    ['events_consumer_push', { topic: 'events', role: 'consumer', mode: 'push' }],
    ['search_threat_executor', { topic: 'search_threat', role: 'executor', mode: 'push' }],
    ['trigger_executor', { topic: 'trigger', role: 'executor', mode: 'push' }],
    ['a_consumer_b_trigger_pull', { topic: 'a_consumer_b', role: 'trigger', mode: 'pull' }],
    ['executor', { role: 'executor', mode: 'push' }],
    ['_executor', { role: 'executor', mode: 'push' }],
    ['executor_pull', { role: 'executor', mode: 'pull' }],
    ['events_consumer_ECS', { topic: 'events', role: 'consumer', mode: 'push', format: 'ECS' }],
    ['events_consumer_my_format_pull', { topic: 'events', role: 'consumer', mode: 'pull', format: 'my_format' }],
    ['events', undefined],
    ['events_pull', undefined],
    ['consumers', undefined],
    ['', undefined],
  ])('%s', (stem, expected) => {
    expect(parseIntegrationName(stem)).toEqual(expected)
  })

  it('gives back what it was made of', () => {
    const topic = fc.stringMatching(/^[a-z]+(_[a-z]+)*$/)
    const role = fc.constantFrom('consumer', 'producer', 'trigger', 'executor')
    fc.assert(
      fc.property(topic, role, fc.constantFrom('push', 'pull'), (topic, role, mode) => {
        const stem = `${topic}_${role}${mode === 'pull' ? '_pull' : ''}`
        expect(parseIntegrationName(stem)).toEqual({ topic, role, mode })
      }),
    )
  })
})

it.each([
  ['events', { topic: 'events', mode: 'push' }],
  ['events_pull', { topic: 'events', mode: 'pull' }],
  ['events_push', { topic: 'events', mode: 'push' }],
  ['search_threat', { topic: 'search_threat', mode: 'push' }],
  ['pull', { topic: 'pull', mode: 'push' }],
])('the name of a plug’s file: %s', (stem, expected) => {
  expect(parsePlugName(stem)).toEqual(expected)
})
