import { expect, test } from 'vitest'
import { validateLines } from './json-schemas.ts'
import { type Sandbox, sandboxWithPlug } from './sandbox.ts'

/** Two plugs that can be made, and with `impossible` one that cannot. */
async function twoPlugs({ impossible = false } = {}): Promise<Sandbox> {
  const box = await sandboxWithPlug()
  await box.write({
    'instances/edr/second/config.yaml': 'settings:\n  region: fra1\n',
    'instances/edr/second/plugs/siem/events.yaml': 'format: ocsf\n',
    ...(impossible && { 'instances/siem/siem/plugs/edr/events.yaml': 'topic: events\n' }),
  })
  return box
}

test.each(['--exclude second', 'edr', 'edr siem events push'])(
  'up %s does not say that the mesh is up',
  async (filter) => {
    const box = await twoPlugs()
    const up = await box.meshroom(`up ${filter}`)
    expect(up.code).toBe(0)
    expect(up.stdout).toContain(
      '2 steps done. The mesh is not up: 1 plug is outstanding:\n  second-[events]->siem not set up\n',
    )
    expect((await box.meshroom('up second')).stdout).toContain('2 steps done: the mesh is up.')
    expect((await box.meshroom('down second')).stdout).toContain('2 steps done: what was asked for is down.')
  },
)

test('a plug that is refused keeps the mesh from being up, and from being down', async () => {
  const box = await twoPlugs({ impossible: true })
  const up = await box.meshroom('up --json')
  expect(up.code).toBe(2)
  const outstanding = [
    { plug: { source: 'siem', destination: 'edr' }, why: expect.stringMatching(/^refused [A-Z_]+$/) },
  ]
  expect(validateLines('run', up.stdout).at(-1)).toMatchObject({ type: 'report', outstanding })
  await box.write({ 'state/default/edr/siem/events.json': '{' })
  const down = await box.meshroom('down')
  expect(down.code).toBe(2)
  expect(down.stdout).toContain(
    'The mesh is not down: 1 plug is outstanding:\n  edr-[events]->siem refused STATE_UNREADABLE',
  )
})
