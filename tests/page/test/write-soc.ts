import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Who gives what to whom: product, its sections, and where its tenants are. */
const estate: Readonly<
  Record<string, { readonly does: Readonly<Record<string, readonly string[]>>; readonly sites: readonly string[] }>
> = {
  falconet: {
    does: { produces: ['events', 'alerts'], executes: ['isolate_host', 'search_threat'] },
    sites: ['paris', 'lyon', 'berlin', 'madrid', 'oslo', 'tokyo', 'austin', 'lima'],
  },
  wardlight: {
    does: { produces: ['events', 'alerts'], executes: ['isolate_host'] },
    sites: ['plant-1', 'plant-2', 'plant-3', 'plant-4'],
  },
  gatekeep: {
    does: { produces: ['events'], consumes: ['iocs'], executes: ['block_ip'] },
    sites: ['paris', 'lyon', 'berlin', 'madrid', 'oslo', 'tokyo', 'austin', 'lima'],
  },
  mailvet: { does: { produces: ['events', 'alerts'], executes: ['delete_mail'] }, sites: ['emea', 'apac', 'amer'] },
  keyring: {
    does: { produces: ['events', 'identities'], executes: ['disable_account'] },
    sites: ['staff', 'partners', 'customers'],
  },
  cloudtrace: { does: { produces: ['events'] }, sites: ['prod', 'staging', 'data', 'shared', 'sandbox'] },
  wireview: { does: { produces: ['events', 'alerts'] }, sites: ['core', 'dmz', 'ot'] },
  webshield: { does: { produces: ['events'], executes: ['block_ip'] }, sites: ['shop', 'api'] },
  scanwise: { does: { produces: ['vulnerabilities', 'assets'] }, sites: ['internal', 'external'] },
  lookout: { does: { produces: ['iocs'], consumes: ['alerts'] }, sites: ['cti', 'isac'] },
  deceptor: { does: { produces: ['alerts'] }, sites: ['decoys', 'decoys-ot'] },
  socwell: {
    does: {
      consumes: ['events', 'alerts', 'iocs', 'vulnerabilities', 'assets', 'identities'],
      produces: ['alerts', 'incidents'],
      triggers: ['search_threat'],
    },
    sites: ['emea', 'apac', 'amer'],
  },
  playwright: {
    does: {
      consumes: ['alerts'],
      produces: ['incidents'],
      triggers: ['isolate_host', 'block_ip', 'delete_mail', 'disable_account'],
    },
    sites: ['soar', 'soar-ot'],
  },
  deskline: { does: { consumes: ['incidents'] }, sites: ['itsm', 'itsm-ot'] },
  vaultstore: { does: { consumes: ['events'] }, sites: ['archive'] },
}

const regions: Readonly<Record<string, string>> = {
  tokyo: 'apac',
  apac: 'apac',
  austin: 'amer',
  lima: 'amer',
  amer: 'amer',
  sandbox: 'apac',
}
const regionOf = (site: string) => `socwell-${regions[site] ?? 'emea'}`
const soarOf = (site: string) => (/plant|ot/.test(site) ? 'playwright-soar-ot' : 'playwright-soar')

/** Writes the project of a SOC of 50 tenants; with three plugs in four up, and one that nothing can make. Always the same. */
export async function writeSoc(root: string): Promise<void> {
  for (const [path, text] of Object.entries(makeSoc())) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

function makeSoc(): Record<string, string> {
  const files: Record<string, string> = { 'instances/.gitkeep': '' }
  for (const [product, { does, sites }] of Object.entries(estate)) {
    const sections = Object.entries(does).map(
      ([section, topics]) => `${section}:\n${topics.map((topic) => `  ${topic}:\n    - {}\n`).join('')}`,
    )
    files[`products/${product}/definition.yaml`] =
      `vendor: ${product[0]!.toUpperCase()}${product.slice(1)} Ltd\n${sections.join('')}settings:\n  - name: API_KEY\n    secret: true\n`
    if (product !== 'deceptor')
      files[`products/${product}/hooks.ts`] =
        `import { setup } from '@meshroom/hooks-sdk'\n\nexport const connect = setup({ title: 'connect' }, async () => {})\n`
    for (const site of sites)
      files[`instances/${product}/${product}-${site}/config.yaml`] =
        'settings:\n  API_URL: https://tenant.example.com/4b1d\n'
  }
  for (const [index, [topic, source, destination]] of listPlugs().entries()) {
    const product = source.split('-')[0]!
    files[`instances/${product}/${source}/plugs/${destination}/${topic}.yaml`] =
      index % 4 === 3 ? '{}\n' : 'status: up\n'
  }
  return files
}

function listPlugs(): [string, string, string][] {
  const plugs: [string, string, string][] = []
  for (const [product, { does, sites }] of Object.entries(estate)) {
    for (const site of sites) {
      const name = `${product}-${site}`
      const executes = does.executes ?? []
      if (does.produces?.includes('events')) plugs.push(['events', name, regionOf(site)])
      if (product === 'falconet' || product === 'mailvet') plugs.push(['alerts', name, regionOf(site)])
      if (/^(wardlight|deceptor)$/.test(product)) plugs.push(['alerts', name, soarOf(site)])
      if (product === 'keyring') plugs.push(['identities', name, 'socwell-emea'])
      if (product === 'scanwise')
        plugs.push(['vulnerabilities', name, 'socwell-emea'], ['assets', name, 'socwell-emea'])
      if (product === 'socwell') plugs.push(['alerts', name, 'playwright-soar'])
      if (product === 'playwright')
        plugs.push(['incidents', name, site === 'soar' ? 'deskline-itsm' : 'deskline-itsm-ot'])
      for (const action of executes) if (action !== 'search_threat') plugs.push([action, soarOf(site), name])
    }
  }
  plugs.push(
    ['iocs', 'lookout-cti', 'socwell-emea'],
    ['iocs', 'lookout-isac', 'gatekeep-paris'],
    ['alerts', 'socwell-emea', 'lookout-cti'],
  )
  plugs.push(['search_threat', 'socwell-emea', 'falconet-paris'], ['events', 'wireview-core', 'vaultstore-archive'])
  return plugs
}
