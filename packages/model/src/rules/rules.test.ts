import { describe, expect, it } from 'vitest'
import { brief, load } from '../../test/make-project.ts'

const edr = 'products/edr/definition.yaml'
const settings = 'settings:\n  - { name: KEY, secret: true }\n  - { name: port, type: integer, required: false }\n'
const one = 'instances/edr/one/config.yaml'
const plug = 'instances/edr/one/plugs/two/events.yaml'

describe('rules across manifests', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'an instance of a product that is not there',
      { 'instances/edr/one/config.yaml': 'name: one\nproduct: edr\n' },
      [`error INSTANCE_PRODUCT_UNKNOWN ${one}:2:10`],
    ],
    [
      'an instance without a config, of no product',
      { 'instances/edr/one/.keep': '' },
      ['error INSTANCE_PRODUCT_UNKNOWN instances/edr/one:1:1'],
    ],
    [
      'a plug to an instance that is not there',
      { [edr]: '', [one]: '', [plug]: 'mode: push\ndst_instance: two\n' },
      [`error PLUG_INSTANCE_UNKNOWN ${plug}:2:15`],
    ],
    [
      'a plug whose owner is no end of it',
      { [edr]: '', [one]: '', 'instances/edr/two/config.yaml': '', [plug]: 'owner: three\n' },
      [`error PLUG_OWNER_UNKNOWN ${plug}:1:8`],
    ],
    [
      'a plug whose owner is an end',
      { [edr]: '', [one]: '', 'instances/edr/two/config.yaml': '', [plug]: 'owner: two\n' },
      [],
    ],
    [
      'an integration with a product that is not there',
      { [edr]: '', 'products/edr/integrations/siem/events_producer.yaml': '' },
      ['warning INTEGRATION_TARGET_UNKNOWN products/edr/integrations/siem/events_producer.yaml:1:1'],
    ],
    [
      'names that Windows forbids',
      { 'products/con/definition.yaml': '' },
      ['warning NAME_NOT_PORTABLE products/con/definition.yaml:1:1'],
    ],
    [
      'names that the command line takes for flags',
      { 'products/-x/definition.yaml': '' },
      ['error NAME_INVALID products/-x/definition.yaml:1:1'],
    ],
    [
      'a value of the wrong type',
      { [edr]: settings, [one]: 'settings:\n  port: http\n' },
      [`error SETTING_WRONG_TYPE ${one}:2:9`],
    ],
    [
      'a value whose name is nearly a setting',
      { [edr]: settings, [one]: 'settings:\n  prot: 1\n' },
      [`error SETTING_UNKNOWN ${one}:2:3`],
    ],
    ['a value that nobody declared', { [edr]: settings, [one]: 'settings:\n  colour: red\n' }, []],
    ['values that are not there yet', { [edr]: settings, [one]: '' }, []],
    [
      'a secret in clear text',
      { [edr]: settings, [one]: 'settings:\n  KEY: abc\n' },
      [`warning SECRET_IN_MANIFEST ${one}:2:3`],
    ],
    [
      'a secret in clear text, deep inside',
      {
        [edr]: 'settings:\n  proxy: { type: object, secrets: [token], properties: { token: } }\n',
        [one]: 'settings:\n  proxy:\n    token: abc\n',
      },
      [`warning SECRET_IN_MANIFEST ${one}:3:5`],
    ],
    ['a secret that is left empty', { [edr]: settings, [one]: 'settings:\n  KEY:\n' }, []],
    [
      'a call with a secret that is not declared',
      { [edr]: `${settings}produces:\n  a: { url: u, method: GET, auth: KEYY }\n` },
      [`error HTTP_SECRET_UNKNOWN ${edr}:5:6`],
    ],
    [
      'a call with a setting that is no secret',
      { [edr]: `${settings}produces:\n  a: { url: u, method: GET, auth: port }\n` },
      [`error HTTP_SECRET_UNKNOWN ${edr}:5:6`],
    ],
    [
      'a call to a place nobody gives',
      { [edr]: `${settings}produces:\n  a: { url: "http://h:{prt}/{port}/:id", method: GET, auth: KEY }\n` },
      [`error HTTP_SETTING_UNKNOWN ${edr}:5:6`],
    ],
    [
      'a capability twice',
      { [edr]: 'produces:\n  a:\n    - format: ECS\n    - mode: push\n      format: ecs\n' },
      [`warning CAPABILITY_TWICE ${edr}:4:7`],
    ],
    [
      'capabilities that a constraint tells apart',
      { [edr]: 'produces:\n  a:\n    - protocol: tcp\n    - protocol: udp\n' },
      [],
    ],
  ])('%s', async (_, files, expected) => {
    const { diagnostics } = await load(files)
    expect(diagnostics.map(brief)).toEqual(expected)
    for (const { hint } of diagnostics) expect(hint).toBeTruthy()
  })

  it('suggest the name that was meant', async () => {
    const { diagnostics } = await load({
      'products/sekoia/definition.yaml': '',
      'instances/sekioa/one/config.yaml': '',
    })
    expect(diagnostics[0]?.hint).toBe('did you mean "sekoia"? Then move instances/sekioa/one to instances/sekoia/')
  })

  it('never repeat a secret', async () => {
    const { diagnostics } = await load({ [edr]: settings, [one]: 'settings:\n  KEY: hunter2\n' })
    expect(JSON.stringify(diagnostics)).not.toContain('hunter2')
  })
})
