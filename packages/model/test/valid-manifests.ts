import type { ManifestKind } from '../src/schema-url.ts'

/** Manifests without a fault, in the styles that people and programs write. */
export const VALID_MANIFESTS: readonly { readonly kind: ManifestKind; readonly text: string }[] = [
  {
    kind: 'product',
    text: `# yaml-language-server: $schema=https://example.com/product.json
name: myedr
vendor: Example Corp
description: "Watches endpoints: and answers"
tags: [edr, xdr]

# what it takes in
consumes:
  threats:
    - format: stix
      mode: push
  iocs:
    - {}
produces:
  events:
    - mode: push
      format: ocsf
    - mode: pull # for those behind a proxy
      format: json
      url: https://api.example.com/events/:id
      method: GET
      auth: API_KEY
  alerts:
    - mode: pull
triggers: {}
executes:
  search_threat:
    - {}
  isolate_host: { mode: push, format: device }
settings:
  - name: API_KEY
    secret: true
  - name: some_setting
    default: whatever
  - name: port
    type: integer
    minimum: 1
    maximum: 65535
    default: 443
permissions:
  net: [api.example.com]
  git: true
concurrency: 1
`,
  },
  {
    kind: 'product',
    text: `consumes:
  events:
  - format: ECS
    mode: pull
  - format: syslog
    protocol: tcp
description: |
  Collects what others send.
  It keeps it for a year.
name: collector
settings:
- description: Address of the collector
  name: address
  required: true
  type: string
- name: module_configuration
  properties:
  - name: host
    type: string
  - name: token
    secret: true
  type: object
- items: string
  name: 'sources'
  type: array
tags: []
vendor: ''
`,
  },
  {
    kind: 'integration',
    text: `product: sekoia
target_product: myedr
topic: events
role: consumer
mode: pull
ownsBoth: true
intake_format_uuid: 0c8d1c1c-2f0c-4a8f-8c62-000000000001
documentation_url: https://docs.example.com/events?a=1&b=2
settings:
  - name: connector_configuration
    type: object
    required: [host]
    secrets:
      - api_key
    properties:
      - name: host
        format: hostname
      - name: api_key
      - name: interval
        type: [integer, 'null']
        default: 60
`,
  },
  {
    kind: 'instance',
    text: `name: mysekoia
product: sekoia
settings:
  region: fra1
  base_url: 'https://app.example.com/api'
  proxies:
    - http://one.example.com:3128
    - http://two.example.com:3128
  limits: { events: 100, alerts: 10 }
  verify: true
`,
  },
  {
    kind: 'plug',
    text: `src_instance: myedr
dst_instance: mysekoia
topic: events
mode: push
format: json
owner: mysekoia
status: up
settings:
  interval: 60
  labels:
    team: soc
`,
  },
  {
    kind: 'product',
    text: `"name": "json-like"
"settings": {
    "region": { "default": "fra1", "enum": ["fra1", "fra2"] },
    "port": { "type": "integer", "default": 443 }
}
produces:
    events:
        -
            mode: pull
            format: cef
        -
            mode: push
    assets:
        mode: pull
executes:
    "*":
        - title: >-
            Any action
            at all
          url: "{base}/run"
          method: post
`,
  },
]
