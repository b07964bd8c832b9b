import { describe, expect, it } from 'vitest'
import { load } from '../../test/make-project.ts'

/** A project as the earlier Python tool keeps it: what it wrote by dumping its models, and what people wrote for it. */
const PROJECT = {
  'products/sentinel/definition.yaml': `name: sentinel
tags: []
settings:
- name: API_KEY
  secret: true
- name: API_URL
  default: https://sentinel.example.com/api
- description: Where files are kept
  items: string
  name: folders
  type: array
- items:
  - name: user
    required: true
  - name: password
    secret: true
  name: accounts
  type: array
- name: proxy
  properties:
  - name: host
    required: true
  - name: weight
    type: float
  type: object
- name: note
  type: [string, 'null']
executes:
  actions:
  - action_id:
    params:
  workflow:
  - playbook_id:
    context: alert_uuid
consumes:
  events:
  - {}
  detection_rules:
  - format: sigma
    url: https://sentinel.example.com/api/rules
    method: POST
  '': [{ mode: pull }]
logo: logo.svg
homepage: https://sentinel.example.com
`,
  'products/folder_only/setup.py': 'pass\n',
  'products/sentinel/integrations/folder_only/events_consumer.yml': `description: ''
documentation_url: https://docs.example.com/1
intake_format_uuid: 00000000-0000-4000-8000-000000000001
mode: push
product: sentinel
role: consumer
target_product: folder_only
topic: events
`,
  'products/sentinel/integrations/folder_only/events_consumer_ECS_pull.yml': 'format: ECS\nmode: pull\n',
  'instances/sentinel/prod/config.yaml':
    'name: prod\nproduct: sentinel\nsettings:\n  folders: [a, b]\ncontact: soc@example.com\n',
  'instances/folder_only/source/config.yaml': 'name: source\nproduct: folder_only\n',
  'instances/folder_only/source/plugs/prod/events.yaml': `dst_config: {}
dst_instance: prod
kind: trigger
mode: push
src_config:
  interval: 10
src_instance: source
status: up
topic: events
`,
  'instances/folder_only/source/plugs/prod/events_pull.yaml': 'status: down\n',
}

describe('a project of the earlier tool', () => {
  it('loads as it is, without a complaint', async () => {
    const project = await load(PROJECT)
    expect(project.diagnostics).toEqual([])
    expect([...project.products.keys()]).toEqual(['folder_only', 'sentinel'])
  })

  it('has its capabilities, topic-less and with its own keys too', async () => {
    const { products } = await load(PROJECT)
    const brief = products.get('sentinel')?.capabilities.map(({ place, ...capability }) => capability)
    expect(brief).toEqual([
      { role: 'consumer', topic: 'events', mode: 'push', constraints: {} },
      {
        role: 'consumer',
        topic: 'detection_rules',
        mode: 'push',
        format: 'sigma',
        constraints: {},
        http: { url: 'https://sentinel.example.com/api/rules', method: 'POST' },
      },
      { role: 'consumer', mode: 'pull', constraints: {} },
      { role: 'executor', topic: 'actions', mode: 'push', constraints: {} },
      { role: 'executor', topic: 'workflow', mode: 'push', constraints: { context: 'alert_uuid' } },
    ])
  })

  it('has its settings, lists and objects too', async () => {
    const { products } = await load(PROJECT)
    const setting = (name: string) => products.get('sentinel')?.settings.find((one) => one.name === name)
    expect(setting('API_KEY')).toMatchObject({ type: 'string', secret: true, required: true })
    expect(setting('API_URL')).toMatchObject({ required: false, default: 'https://sentinel.example.com/api' })
    expect(setting('folders')).toMatchObject({ type: 'array', items: { type: 'string' } })
    expect(setting('accounts')).toMatchObject({
      items: {
        type: 'object',
        properties: [
          { name: 'user', required: true },
          { name: 'password', secret: true, required: false },
        ],
      },
    })
    expect(setting('proxy')).toMatchObject({
      properties: [{ required: true }, { name: 'weight', type: 'number', required: false }],
    })
    expect(setting('note')).toMatchObject({ type: 'string', nullable: true, required: false })
  })

  it('keeps keys that mean nothing here', async () => {
    const { products, integrations, instances, plugs } = await load(PROJECT)
    expect(products.get('sentinel')?.extra).toEqual({ logo: 'logo.svg', homepage: 'https://sentinel.example.com' })
    expect(integrations[0]?.extra).toMatchObject({ intake_format_uuid: '00000000-0000-4000-8000-000000000001' })
    expect(instances.get('prod')?.extra).toEqual({ contact: 'soc@example.com' })
    expect(plugs[0]?.extra).toEqual({ dst_config: {}, kind: 'trigger', src_config: { interval: 10 } })
  })

  it('has integrations whose names hold a format, and plugs that are up', async () => {
    const { integrations, plugs } = await load(PROJECT)
    expect(integrations.map(({ topic, role, mode, format }) => [topic, role, mode, format])).toEqual([
      ['events', 'consumer', 'push', undefined],
      ['events', 'consumer', 'pull', 'ECS'],
    ])
    expect(plugs.map(({ topic, mode, status }) => [topic, mode, status])).toEqual([
      ['events', 'push', 'up'],
      ['events', 'pull', 'down'],
    ])
  })
})
