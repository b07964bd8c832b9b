import type { Intent } from '@meshroom/model'
import { expect, test } from 'vitest'
import { TestMesh } from '../../test/test-mesh.ts'
import { checkCoverage } from './check-coverage.ts'
import { describeMesh } from './describe-mesh.ts'
import { measureImpact, measureRisks } from './measure-impact.ts'

/** Two EDRs, of which only one is plugged into the SIEM, which feeds a SOAR that contains hosts. */
function soc(): TestMesh {
  const mesh = new TestMesh()
    .product('edr', ['produces alerts', 'executes contain'])
    .product('siem', ['consumes alerts', 'produces alerts'])
    .product('soar', ['consumes alerts', 'triggers contain'])
    .product('ndr', ['produces alerts'])
  for (const [factory, product] of [
    ['setup.producer', 'edr'],
    ['setup.executor', 'edr'],
    ['setup', 'siem'],
    ['setup', 'soar'],
  ] as const)
    mesh.hook(product, factory)
  return mesh
    .instance('edr-paris', 'edr')
    .instance('edr-lyon', 'edr')
    .instance('soc', 'siem')
    .instance('cases', 'soar')
    .plug('alerts', 'edr-paris', 'soc')
    .plug('alerts', 'soc', 'cases', { status: 'up' })
    .plug('contain', 'cases', 'edr-paris')
}

const intent = (from: string, to: string, more: Partial<Intent> = {}): Intent => ({
  topic: 'alerts',
  from,
  to,
  up: false,
  place: { file: 'intents.yaml', line: 2, column: 5 },
  ...more,
})

const check = async (asked: Intent) => {
  const { coverage, diagnostics } = await checkCoverage(soc().open(), { intents: [asked], diagnostics: [] })
  return {
    holds: coverage[0]!.holds,
    said: diagnostics.map(({ code, message, hint, line }) => ({ code, message, hint, line })),
  }
}

test('an intent is proved by the plugs that lead there', async () => {
  expect(await check(intent('edr-paris', 'soar'))).toEqual({ holds: true, said: [] })
})

test.each([
  [
    'one of its instances goes nowhere',
    intent('edr', 'soar'),
    'from edr-lyon it goes nowhere',
    'meshroom plug alerts edr-lyon soar',
  ],
  ['a plug on the way is not up', intent('edr-paris', 'soar', { up: true }), 'goes nowhere', 'meshroom status'],
  ['it ends before', intent('cases', 'soc'), 'goes nowhere', 'meshroom plug alerts cases soc'],
  ['the product has no instance', intent('ndr', 'soc'), 'ndr has no instance', 'meshroom add ndr'],
  [
    'nothing has that name',
    intent('edr-pari', 'soc'),
    'no instance or product "edr-pari"',
    'did you mean "edr-paris"?',
  ],
])('an intent is refused where %s', async (_, asked, message, hint) => {
  const { holds, said } = await check(asked)
  expect(holds).toBe(false)
  expect(said).toEqual([{ code: 'COVERAGE_REFUSED', message: expect.stringContaining(message), hint, line: 2 }])
})

test('a plug that nothing makes proves nothing, and the refusal says so', async () => {
  const mesh = soc().plug('alerts', 'cases', 'edr-paris')
  const { coverage, diagnostics } = await checkCoverage(mesh.open(), {
    intents: [intent('cases', 'edr-paris')],
    diagnostics: [],
  })
  expect(coverage[0]!.holds).toBe(false)
  expect(diagnostics[0]!.message).toContain('its plug from cases to edr-paris proves nothing: ')
})

test('an instance called like its product hides none of the others, unless it is said', async () => {
  const mesh = soc().instance('edr', 'edr').plug('alerts', 'edr', 'soc').open()
  const holds = async (from: string) => {
    const { coverage } = await checkCoverage(mesh, { intents: [intent(from, 'soc')], diagnostics: [] })
    return coverage[0]!.holds
  }
  expect([await holds('edr'), await holds('instance:edr'), await holds('instance:edr-lyon')]).toEqual([
    false,
    true,
    false,
  ])
})

test('a plug carries an action where its source triggers, also where nothing makes it', async () => {
  const mesh = soc().plug('contain', 'soc', 'edr-lyon')
  const kinds = (await describeMesh(mesh.open())).plugs.map(({ source, topic, kind }) => `${source} ${topic} ${kind}`)
  expect(kinds).toEqual(['cases contain action', 'edr-paris alerts data', 'soc alerts data', 'soc contain action'])
})

test('an instance that fails takes what is fed through it; names that are almost right are suggested', async () => {
  const mesh = soc().open()
  expect(await measureImpact(mesh, 'soc')).toMatchObject({ blind: ['cases'], isSinglePoint: false })
  const line = soc().unplug('contain', 'cases', 'edr-paris').open()
  expect(await measureImpact(line, 'soc')).toMatchObject({ blind: ['cases'], isSinglePoint: true })
  await expect(measureImpact(mesh, 'case')).rejects.toMatchObject({
    code: 'INSTANCE_UNKNOWN',
    hint: 'did you mean "cases"?',
  })
  const { impacts, loops } = await measureRisks(mesh)
  expect(impacts[0]!.instance).toBe('edr-paris')
  expect(loops.map(({ plugs }) => plugs.map(({ topic }) => topic))).toEqual([['contain', 'alerts', 'alerts']])
})
