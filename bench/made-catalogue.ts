import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface CatalogueSize {
  readonly products: number
  readonly integrations: number
  /** Plugs from as many tenants of a sensor to one collector; default: none. */
  readonly plugs?: number
}

/** What a product of the made catalogue has, at least and at most. */
const CAPABILITIES = { least: 5, most: 20 }
const SETTINGS = { least: 5, most: 20 }

const TOPICS = [
  'events',
  'alerts',
  'incidents',
  'threats',
  'iocs',
  'detection_rules',
  'vulnerabilities',
  'assets',
  'identities',
]
const ACTIONS = [
  'isolate_host',
  'block_ip',
  'block_domain',
  'scan_file',
  'search_threat',
  'disable_account',
  'delete_mail',
  'update_rule',
]
const FORMATS = ['ocsf', 'ecs', 'syslog', 'cef', 'stix', 'json']
const SECTIONS = ['consumes', 'produces', 'triggers', 'executes']

/**
 * Writes a project as large as a vendor's catalogue makes it: always the same for the same size, whatever the machine.
 *
 * @param root an empty folder, or one that does not exist
 */
export async function writeMadeCatalogue(root: string, size: CatalogueSize): Promise<void> {
  for (const [path, content] of makeCatalogue(size)) {
    const file = join(root, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}

/** The files of the catalogue, by their paths in the project. */
export function* makeCatalogue({
  products,
  integrations,
  plugs = 0,
}: CatalogueSize): Generator<readonly [string, string]> {
  const choose = makeChooser(20_250_101)
  for (let index = 0; index < products; index++) {
    const name = nameProduct(index)
    yield [`products/${name}/definition.yaml`, renderDefinition(name, choose)]
  }
  for (let index = 0; index < integrations; index++) yield renderIntegration(index, products, choose)
  yield ['instances/.gitkeep', '']
  if (plugs > 0) yield* makeMesh(plugs)
}

/** Two small products that can be plugged, and a mesh of their tenants. */
function* makeMesh(plugs: number): Generator<readonly [string, string]> {
  for (const [name, section, role, target] of [
    ['sensor', 'produces', 'producer', 'collector'],
    ['collector', 'consumes', 'consumer', 'sensor'],
  ] as const) {
    const integration = `products/${name}/integrations/${target}/readings_${role}`
    yield [`products/${name}/definition.yaml`, `name: ${name}\n${section}:\n  readings:\n    - format: ocsf\n`]
    yield [`${integration}.yaml`, 'format: ocsf\n']
    const hook = `export const connect = setup.${role}(() => {})`
    yield [`${integration}.ts`, `import { setup } from '@meshroom/hooks-sdk'\n\n${hook}\n`]
  }
  yield ['instances/collector/all/config.yaml', 'settings: {}\n']
  for (let index = 0; index < plugs; index++) {
    yield [`instances/sensor/s${index}/config.yaml`, 'settings: {}\n']
    yield [`instances/sensor/s${index}/plugs/all/readings.yaml`, 'format: ocsf\n']
  }
}

/** A whole number from `least` to `most`, the next of a fixed sequence. */
type Choose = (least: number, most: number) => number

/** Park and Miller's generator: short, the same everywhere, good enough to vary sizes. */
function makeChooser(seed: number): Choose {
  let state = seed % 2_147_483_647
  return (least, most) => {
    state = (state * 48_271) % 2_147_483_647
    return least + (state % (most - least + 1))
  }
}

/** The first product is the one that the others are integrated with. */
function nameProduct(index: number): string {
  return index === 0 ? 'hub' : `product_${String(index).padStart(3, '0')}`
}

function renderDefinition(name: string, choose: Choose): string {
  const head = [
    `name: ${name}`,
    `vendor: Vendor of ${name}`,
    `description: Stands for a product of a catalogue, called ${name}`,
    'tags: []',
  ]
  return [...head, ...renderSettings(choose, '  '), ...renderCapabilities(choose), ''].join('\n')
}

function renderSettings(choose: Choose, indent: string): string[] {
  const count = choose(SETTINGS.least, SETTINGS.most)
  const settings = Array.from({ length: count }, (_, index) => renderSetting(index, choose, indent))
  return ['settings:', ...settings.flat()]
}

function renderSetting(index: number, choose: Choose, indent: string): string[] {
  const lines = [`- name: setting_${index}`, `  description: The value number ${index} that a tenant needs`]
  const kind = choose(0, 3)
  if (kind === 0) lines.push('  secret: true')
  if (kind === 1) lines.push('  type: integer', `  default: ${choose(1, 9_000)}`, '  minimum: 1')
  if (kind === 2) lines.push('  type: string', '  default: https://api.example.com', '  format: uri')
  if (kind === 3) lines.push('  type: array', '  items: string', '  required: false')
  return lines.map((line) => indent + line)
}

function renderCapabilities(choose: Choose): string[] {
  const count = choose(CAPABILITIES.least, CAPABILITIES.most)
  const lines: string[] = []
  for (const [index, section] of SECTIONS.entries()) {
    const names = index < 2 ? TOPICS : ACTIONS
    const share = Math.min(names.length, Math.max(1, Math.round(count / SECTIONS.length)))
    lines.push(`${section}:`)
    for (const name of names.slice(0, share)) lines.push(`  ${name}:`, ...renderCapability(choose))
  }
  return lines
}

function renderCapability(choose: Choose): string[] {
  const format = FORMATS[choose(0, FORMATS.length - 1)]
  return choose(0, 2) === 0
    ? ['    - {}']
    : [`    - mode: ${choose(0, 1) === 0 ? 'push' : 'pull'}`, `      format: ${format}`]
}

function renderIntegration(index: number, products: number, choose: Choose): readonly [string, string] {
  const target = nameProduct(1 + (index % Math.max(1, products - 1)))
  const round = Math.floor(index / Math.max(1, products - 1))
  const topic = round === 0 ? 'events' : `${ACTIONS[(round - 1) % ACTIONS.length]}_${round}`
  const role = round === 0 ? 'consumer' : 'trigger'
  const mode = choose(0, 1) === 0 ? 'push' : 'pull'
  const path = `products/hub/integrations/${target}/${topic}_${role}${mode === 'pull' ? '_pull' : ''}.yml`
  const uuid = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
  const lines = [
    'product: hub',
    `target_product: ${target}`,
    `topic: ${topic}`,
    `role: ${role}`,
    `mode: ${mode}`,
    `documentation_url: https://docs.example.com/integrations/${uuid}`,
    `intake_format_uuid: ${uuid}`,
    'settings:',
    '- name: module_configuration',
    '  type: object',
    '  properties:',
    ...renderSettings(choose, '  ').slice(1, 13),
  ]
  return [path, `${lines.join('\n')}\n`]
}
