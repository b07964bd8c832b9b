/** A definition with comments, and a setting of each sort. */
export const edrDefinition = `# our EDR
name: edr
settings:
  - name: url
  - name: API_KEY
    secret: true
  - name: level
    type: integer
    default: 3
    maximum: 9
  - name: proxy
    format: uri
    required: false
produces:
  events: # raw telemetry
    - mode: push
`

/** An EDR that sets nothing up, and a SIEM that sets up both sides of events. */
export const edrAndSiem: Readonly<Record<string, string>> = {
  'products/edr/definition.yaml': edrDefinition,
  'products/siem/definition.yaml': 'name: siem\nconsumes:\n  events:\n    - {}\n',
  'products/siem/setup.ts': `import { setup } from '@meshroom/hooks-sdk'
export const intake = setup.consumer({ topic: 'events', ownsBoth: true }, async () => {})
`,
}
