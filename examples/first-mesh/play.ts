// Plays a first mesh from an empty folder to `down`, with the built command line: `npm run demo` in the repository's folder.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Console, startConsole } from './edr-console.ts'
import { openStage, type Stage, StepFailed } from './stage.ts'

const products = fileURLToPath(new URL('../../products/', import.meta.url))

/** What the demo writes as the vendor of myedr. */
const searchThreat = `import { setup, teardown } from '@meshroom/hooks-sdk'
import { callApi } from './api.ts'

/** myedr cannot search by itself: a plugin can, and has an address and a token of its own. */
export const installSearchPlugin = setup.executor(
  { topic: 'search_threat', mode: 'push', title: 'install the search plugin' },
  async ({ instance, plug, signal }) => {
    const plugin = await callApi(instance, '/plugins/search_threat', { method: 'PUT', signal })
    const { url, token } = plugin as { url: string; token: string }
    await plug.output('url', url)
    await plug.setSecret('TOKEN', token)
  },
)

export const removeSearchPlugin = teardown.executor(
  { topic: 'search_threat', mode: 'push', title: 'remove the search plugin' },
  async ({ instance, plug, signal }) => {
    await callApi(instance, '/plugins/search_threat', { method: 'DELETE', signal })
    await plug.setSecret('TOKEN', null)
  },
)
`

/** Of the key that protects the demo's vault; the key is thrown away with the folder. */
const passphrase = 'demo'

const telemetry = [
  { host: 'laptop-12', process: 'outlook.exe', connects_to: '198.51.100.20:443' },
  { host: 'laptop-12', process: 'invoice.exe', connects_to: '203.0.113.7:8443' },
  { host: 'server-03', process: 'nginx', connects_to: '192.0.2.80:5432' },
]

const logins = [
  'sshd[811]: Accepted publickey for kim from 192.0.2.15',
  'sshd[812]: Failed password for root from 203.0.113.7',
  'sshd[813]: Failed password for admin from 203.0.113.7',
]

async function play(): Promise<string> {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'meshroom-demo-')))
  const apiKey = randomBytes(24).toString('base64url')
  const stage = openStage(temporary, isolated(temporary))
  const tenant = join(temporary, 'first-mesh/tenants/myedr')
  const edr = await startConsole({ folder: tenant, port: await portOf(4191), apiKey })
  try {
    await makeProject(stage)
    await integrate(stage)
    await makeMesh(stage, { edr, apiKey })
    await bringUp(stage)
    await watchEvents(stage)
    await act(stage)
    await takeDown(stage)
    refuseSecrets(stage, apiKey)
    return stage.folder
  } finally {
    await stage.close()
    await edr.close()
  }
}

async function makeProject(stage: Stage): Promise<void> {
  stage.act('1. A project')
  stage.say(
    'A project is a git repository that says which products exist, which tenants you have, and how they are connected.',
  )
  await stage.meshroom('init first-mesh')
  stage.cd('first-mesh')
  stage.say('Products are folders. Three that need nothing installed come with Meshroom; you use one by copying it.')
  for (const name of ['local-collector', 'local-sender', 'local-firewall']) {
    console.log(`$ cp -r ../meshroom/products/${name} products/`)
    cpSync(join(products, name), join(stage.folder, 'products', name), { recursive: true })
  }
  console.log()
  stage.say(
    'Their code is somebody else’s. Nothing of it runs before you have said yes to what it asks for: on a terminal you are asked, here we say so beforehand.',
  )
  await stage.meshroom('trust --yes', { shows: ['any host', 'sandbox', 'trusted'] })
  await stage.meshroom('list products', { shows: ['local-collector', 'local-sender', 'local-firewall'] })
}

async function integrate(stage: Stage): Promise<void> {
  stage.act('2. A product of your own')
  stage.say(
    'You are the vendor of "myedr". A template gives what an EDR usually can do; three more capabilities make it special.',
  )
  await stage.meshroom('create product myedr --from edr', { shows: ['definition.yaml'] })
  await stage.meshroom('create capability myedr threats consumer --mode push --format stix')
  await stage.meshroom('create capability myedr threats producer --mode pull --format stix')
  await stage.meshroom('create capability myedr search_threat executor')
  stage.say(
    'Its search is a plugin that must be installed on a tenant first. A setup hook does that, and a teardown hook undoes it:',
  )
  await stage.write('products/myedr/search_threat.ts', searchThreat)
  await stage.meshroom('list products mye', { shows: ['myedr'] })
  await stage.meshroom('validate')
}

async function makeMesh(stage: Stage, { edr, apiKey }: { edr: Console; apiKey: string }): Promise<void> {
  stage.act('3. A mesh')
  stage.say(
    'Instances are tenants of products. The local ones are folders; that of myedr is an API, whose key goes in by standard input.',
  )
  await stage.meshroom('add local-sender agent -c folder=tenants/agent')
  await stage.meshroom('add local-collector collector -c folder=tenants/collector')
  await stage.meshroom('add local-firewall gate -c folder=tenants/gate')
  await stage.meshroom(`add myedr -c API_URL=${edr.url} -s API_KEY`, {
    input: [apiKey],
    typed: `printenv MYEDR_API_KEY`,
  })
  stage.say('Plugs connect them: the agent’s events go to the collector, which has addresses denied at the gate.')
  await stage.meshroom('plug events agent collector --format syslog')
  await stage.meshroom('plug deny collector gate --format ipv4_net')
  stage.say('The collector is to search at myedr, too. But nothing says how it would ask:')
  const mend = 'create integration local-collector myedr search_threat trigger'
  await stage.meshroom('plug search_threat collector myedr', { exit: 2, shows: [`meshroom ${mend}`] })
  stage.say('So we do what it says. The vendor of the collector left a scaffold hook for that, which writes the code:')
  await stage.meshroom(`${mend} --mode=push`, { shows: ['search_threat_trigger'] })
  await stage.meshroom('plug search_threat collector myedr')
  await stage.meshroom('list plugs', { shows: ['events', 'deny', 'search_threat'] })
  await stage.meshroom('graph', { shows: ['agent', 'collector', 'gate', 'myedr'] })
}

async function bringUp(stage: Stage): Promise<void> {
  stage.act('4. Up')
  stage.say('The plan says what would be done, in which order, and why. It touches nothing.')
  await stage.write('tenants/myedr/telemetry.ndjson', telemetry.map((event) => `${JSON.stringify(event)}\n`).join(''))
  await stage.meshroom('plan', { shows: ['install the search plugin', 'open a syslog listener', 'new'] })
  await stage.meshroom('up --yes')
  stage.say('A second time there is nothing to do:')
  const again = await stage.meshroom('up --yes')
  if (again.includes('install the search plugin')) throw new StepFailed('the second "meshroom up" did something')
  await stage.meshroom('list plugs', { shows: ['up'] })
}

async function watchEvents(stage: Stage): Promise<void> {
  stage.act('5. Events')
  stage.say(
    'One terminal watches what arrives at the collector; another appends to the log that the agent forwards, then produces by hand.',
  )
  const watch = stage.start('watch events agent collector')
  const log = 'tenants/agent/events.log'
  const arrived = watch.until('sshd[800]')
  let waiting = true
  arrived.finally(() => {
    waiting = false
  })
  while (waiting) {
    await stage.append(log, 'sshd[800]: Server listening on 0.0.0.0 port 22')
    await Promise.race([arrived, pause(1000)])
  }
  await arrived
  await stage.meshroom('produce events agent collector', {
    input: logins,
    typed: `printf '%s\\n' ${logins.map((line) => `'${line}'`).join(' ')}`,
    shows: ['3 records accepted, 0 rejected'],
  })
  for (const line of logins) await watch.until(line.slice(line.indexOf(': ') + 2))
  await watch.interrupt()
}

async function act(stage: Stage): Promise<void> {
  stage.act('6. Actions')
  stage.say('Who is 203.0.113.7? The collector asks myedr, through the plugin that "up" installed:')
  await stage.meshroom('trigger search_threat collector myedr -p indicator=203.0.113.7', {
    shows: ['laptop-12', 'invoice.exe'],
  })
  stage.say('Then it has the address denied:')
  await stage.meshroom('trigger deny collector gate -p ipv4_net=203.0.113.7', { shows: ['203.0.113.7'] })
  const denied = await stage.show('tenants/gate/blocklist.txt')
  if (!denied.includes('203.0.113.7')) throw new StepFailed('the address is not in the blocklist')
}

async function takeDown(stage: Stage): Promise<void> {
  stage.act('7. Down')
  await stage.meshroom('down --yes')
  const plugs = await stage.meshroom('list plugs')
  if (plugs.match(/ down$/gm)?.length !== 3) throw new StepFailed('not every plug is down')
}

/** The key went in by standard input; had any command printed it, that would be a fault. */
function refuseSecrets({ printed }: Stage, apiKey: string): void {
  if (printed.includes(apiKey)) throw new StepFailed('a command printed the API key')
}

/** Keys, configuration and caches of the play are its own: it touches none of the person's. */
function isolated(temporary: string): NodeJS.ProcessEnv {
  const home = join(temporary, 'home')
  mkdirSync(home)
  return {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    MESHROOM_PASSPHRASE: passphrase,
    NO_COLOR: '1',
  }
}

/** The port that the example's manifests name, or any where it is taken. */
async function portOf(wanted: number): Promise<number> {
  const probe = createServer().listen(wanted, '127.0.0.1')
  try {
    await once(probe, 'listening')
    return wanted
  } catch {
    return 0
  } finally {
    probe.close()
  }
}

function sayWhatNext(project: string): void {
  const home = join(project, '../home')
  console.log(`The project lies in ${project}. Try next, there:

  meshroom list integrations            what could be connected
  meshroom graph                        the mesh, for any viewer of Mermaid
  meshroom validate                     whether every manifest is right

and, with the demo's own key,

  export XDG_CONFIG_HOME=${join(home, 'config')} MESHROOM_PASSPHRASE=${passphrase}
  meshroom up agent                     the agent and the collector again
  echo hello >> tenants/agent/events.log
  meshroom watch events agent collector
  meshroom down

("meshroom" is packages/cli/bin/run.js of the repository.) The tutorial goes on from here: docs/tutorial.md`)
}

/** `--keep` renews the example beside this file. */
function keep(project: string): void {
  for (const part of ['products', 'instances']) {
    const kept = fileURLToPath(new URL(part, import.meta.url))
    rmSync(kept, { recursive: true, force: true })
    cpSync(join(project, part), kept, { recursive: true })
  }
}

try {
  const project = await play()
  if (process.argv.includes('--keep')) keep(project)
  sayWhatNext(project)
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
  console.error(`\nThe demo failed: ${error.message}`)
  process.exitCode = 1
}
