import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { url as inspectorUrl } from 'node:inspector'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { discoverHooks } from '../../src/hooks/discover-hooks.ts'
import type { StartHookHostOptions } from '../../src/host/host-options.ts'
import { startHookHost } from '../../src/host/start-hook-host.ts'
import { attempts, directAttempts, hostileHooks, networkAttempts } from './hostile-attempts.ts'

// A program: runs the hostile product under the Node that runs it, and prints what came of each attempt as JSON.

const root = await mkdtemp(join(tmpdir(), 'meshroom-hostile-'))
const home = join(root, 'home')
const planted: Readonly<Record<string, string>> = {
  'home/.ssh/id_ed25519': 'canary',
  'home/.env': 'TOKEN=canary',
  'secrets.gpg': 'canary',
  'products/siem/hooks.ts': 'canary',
  'products/edr/node_modules/lib/index.js': 'module.exports = 1',
  'products/edr/node_modules/.cache/late.js': 'module.exports = 1',
  'products/edr/.git/node_modules/evil/index.mjs': 'export default 1',
  'products/edr/.git/node_modules/evil/index.js': 'module.exports = 1',
  'products/edr/.git/evil.mjs': 'export default 1',
  'products/edr/payload.json': 'export default 1',
  'products/edr/bin/tool': 'module.exports = 1',
  'products/edr/addon.node': 'not an addon',
  'products/edr/hooks.ts': hostileHooks(),
}
for (const [path, text] of Object.entries(planted)) {
  await mkdir(join(root, path, '..'), { recursive: true })
  await writeFile(join(root, path), text)
}
let reached = 0
const server = createServer((_, response) => {
  reached += 1
  response.end()
}).listen(0, '127.0.0.1')
const socket = join(root, 'daemon.sock')
const daemon = createServer().listen(socket)
const owners: unknown[] = []
const options: StartHookHostOptions = {
  root,
  product: {
    name: 'edr',
    folder: 'products/edr',
    permissions: { net: ['declared.example'], run: [], write: [], git: false },
  },
  operation: 'execute',
  services: {
    secrets: {
      get: async (owner) => void owners.push(owner),
      keys: async () => [],
      set: async () => {},
      forget: async () => {},
      remove: async () => {},
    },
    prompter: { ask: () => Promise.reject(new Error('nobody is asked')) },
    emit: () => {},
  },
}
const host = startHookHost(options)
const permissions = { ...options.product.permissions, net: ['direct'] }
const directHost = startHookHost({ ...options, product: { ...options.product, permissions } })
const unsafeHost = startHookHost({ ...options, unsafe: true })
const { hooks } = await discoverHooks({ root, product: 'edr', folder: 'products/edr', integrations: [] })
const call = async (name: string, given: Readonly<Record<string, string>>, by = host) => {
  const hook = hooks.find((each) => each.export === name)
  if (hook === undefined) throw new Error(`no hook ${name}`)
  const { result } = await by.call(hook, {
    product: { name: 'edr', tags: [], definition: {} },
    instance: { name: 'paris', product: 'edr', settings: {} },
    arguments: given,
  })
  return result
}
const undeclared = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
const results: Record<string, unknown> = {}
const attempt = async (name: string, by = host) => {
  const given = { name, root, home, undeclared, socket }
  results[name] = await call('attempt', given, by).catch((error: Error) => `ended: ${error.message}`)
}
for (const name of [...Object.keys(attempts), ...Object.keys(networkAttempts)]) await attempt(name)
for (const name of Object.keys(directAttempts)) await attempt(name, directHost)
const reachedByAttempts = reached
await call('signal', {}, unsafeHost)
await delay(200)
const files = (await readdir(root, { recursive: true })).filter(
  (path) => /planted|\.profile|late\.mjs|\.heapsnapshot$/.test(path) && !path.includes('.meshroom'),
)
const changed: string[] = []
for (const [path, text] of Object.entries(planted)) {
  if ((await readFile(join(root, path), 'utf8')) !== text) changed.push(path)
}
console.log(
  JSON.stringify({
    results,
    owners,
    reached: reachedByAttempts,
    files,
    changed,
    inspector: inspectorUrl() ?? null,
  }),
)
await host.close()
await directHost.close()
await unsafeHost.close()
server.close()
daemon.close()
await rm(root, { recursive: true, force: true })
