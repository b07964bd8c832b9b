import { expect, test } from 'vitest'
import { action, at, decide, format, id, module, pathsOf } from './fixtures.ts'

test.each([
  ['ipinfo.io', 'ipinfo-io'],
  ['palo_alto', 'palo_alto'],
  ['Acme EDR', 'acme-edr'],
  ['../../etc', 'etc'],
  ['-flag', 'flag'],
  ['CON', 'con-product'],
])('the slug %s becomes the folder %s', (slug, folder) => {
  expect(pathsOf(decide({ 'A/manifest.json': module(slug, id(1)) }))).toEqual([`products/${folder}/definition.yaml`])
})

test.each([
  ['Whois', 'whois', 'whois', 'whois'],
  ['MISP', 'misp', 'misp-to-stix', 'to_stix'],
  ['Censys', 'censys', 'censys-report', 'report'],
  ['RiskIQ', 'riskiq', 'pdns-ip', 'pdns_ip'],
  ['RiskIQ', 'riskiq', 'riskiq-pdns-ip', 'pdns_ip'],
  ['BitDefender GravityZone', 'bitdefender_gravityzone', 'bitdefender_gravity_zone_kill_process', 'kill_process'],
  ['HarfangLab', 'harfanglab', 'harfanglab_endpoint_agent_isolation', 'endpoint_agent_isolation'],
  ['Acme', 'acme', '-acme-', 'acme'],
  ['Acme', 'acme', 'acmeology_scan', 'acmeology_scan'],
])('in %s (%s), action_%s.json is the topic %s', (folder, slug, stem, topic) => {
  const pulled = decide({
    [`${folder}/manifest.json`]: module(slug, id(1)),
    [`${folder}/action_${stem}.json`]: action(id(2)),
  })
  expect(pathsOf(pulled)).toContain(`products/sekoia/integrations/${slug}/${topic}_trigger.yaml`)
})

test('two actions of one module never share a topic', () => {
  const pulled = decide({
    'Acme/manifest.json': module('acme', id(1)),
    'Acme/action_acme_scan.json': action(id(2)),
    'Acme/action_scan.json': action(id(3)),
    'Acme/action_acme-scan.json': action(id(4)),
  })
  const triggers = pathsOf(pulled).filter((path) => path.endsWith('_trigger.yaml'))
  expect(new Set(triggers).size).toBe(3)
})

test("the platform's own module makes actions of sekoia itself, and no other product", () => {
  const pulled = decide({
    'Sekoia.io/manifest.json': module('sekoia.io', id(1)),
    'Sekoia.io/action_get_alert.json': action(id(2)),
  })
  expect(pathsOf(pulled)).toEqual(['products/sekoia/integrations/sekoia/get_alert_trigger.yaml'])
  expect(pulled.products).toBe(0)
})

test('what is decided does not depend on the order of files', () => {
  const library = {
    'B/manifest.json': module('same', id(2)),
    'A/manifest.json': module('same', id(1)),
    'A/action_x.json': action(id(3)),
  }
  const formats = { ...format('V/b', { uuid: id(8), slug: 'same' }), ...format('V/a', { uuid: id(7), slug: 'same' }) }
  const reversed = (files: object) => Object.fromEntries(Object.entries(files).reverse())
  const pulled = decide(library, formats)
  expect(decide(reversed(library), reversed(formats))).toEqual(pulled)
  expect(pulled.products).toBe(4)
  expect(at(pulled, 'products/same/definition.yaml').description).toBe('About same')
  expect(pathsOf(pulled)).toContain('products/sekoia/integrations/same/x_trigger.yaml')
})
