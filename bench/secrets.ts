// How long reading a secret takes, beside other programs that keep some: `node secrets.ts [RUNS]`. README.md says how to read it.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openKeys, openVault, passphraseFrom } from '@meshroom/secrets'
import { type Case, measure, median } from './measure.ts'
import { printTimings } from './print-timings.ts'

const bin = fileURLToPath(new URL('../packages/cli/bin/run.js', import.meta.url))
const runs = Number(process.argv[2] ?? 11)
const folder = mkdtempSync(join(tmpdir(), 'mb-'))
const project = join(folder, 'project')
const passphrase = 'a passphrase for the bench'
const value = 'x'.repeat(64)
const env: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: folder,
  XDG_RUNTIME_DIR: join(folder, 'run'),
  GNUPGHOME: join(folder, 'gnupg'),
  PASSWORD_STORE_DIR: join(folder, 'pass'),
  NO_COLOR: '1',
}
const withPassphrase = { ...env, MESHROOM_PASSPHRASE: passphrase }

try {
  console.log(
    `Node ${process.version}, ${availableParallelism()} of ${cpus()[0]?.model.trim()}; ${runs} runs of each, in turns\n`,
  )
  prepareMeshroom()
  printTimings(measure([bareNode(), ...meshroomCases(), ...gpgCases(), ...passCases(), ...ageCases()], runs))
  await printSet({ entries: 1_000, recipients: 50 })
} finally {
  spawnSync(process.execPath, [bin, 'secrets', 'agent', '--stop'], { env })
  spawnSync('gpgconf', ['--kill', 'all'], { env })
  rmSync(folder, { recursive: true, force: true })
}

function prepareMeshroom(): void {
  for (const path of ['products/edr', 'instances/edr/paris']) mkdirSync(join(project, path), { recursive: true })
  mkdirSync(join(folder, 'run'), { mode: 0o700 })
  writeFileSync(join(project, 'products/edr/definition.yaml'), 'name: edr\n')
  writeFileSync(join(project, 'instances/edr/paris/config.yaml'), 'settings: {}\n')
  run(process.execPath, [bin, 'secrets', 'set', 'paris', 'API_KEY'], { env: withPassphrase, input: value })
  run(process.execPath, [bin, 'secrets', 'set', 'FREE'], { env: withPassphrase, input: value })
  run(process.execPath, [bin, 'secrets', 'agent', '--ttl', '3600'])
  run(process.execPath, [bin, 'secrets', 'get', 'FREE'], { env: withPassphrase })
}

function bareNode(): Case {
  return { name: 'node -e 0', command: process.execPath, args: ['-e', '0'], cwd: folder, env }
}

/** Of an instance; by a name that has no owner; with flags. */
function meshroomCases(): Case[] {
  const locked = { ...withPassphrase, MESHROOM_AGENT: 'off' }
  const asked: readonly (readonly string[])[] = [
    ['paris', 'API_KEY'],
    ['FREE'],
    ['paris', 'API_KEY', '--no-input', '--json'],
  ]
  return asked.flatMap((words) => [
    getting(`${words.join(' ')}, through the agent`, words, env),
    getting(`${words.join(' ')}, with passphrase`, words, locked),
  ])
}

function getting(name: string, words: readonly string[], caseEnv: NodeJS.ProcessEnv): Case {
  const args = [bin, 'secrets', 'get', ...words]
  return { ...reading(`secrets get ${name}`, process.execPath, args), cwd: project, env: caseEnv }
}

/** A key of its own; gpg's agent runs, and forgets the passphrase at once. */
function gpgCases(): Case[] {
  if (!isInstalled('gpg')) return []
  mkdirSync(env.GNUPGHOME!, { mode: 0o700 })
  writeFileSync(
    join(env.GNUPGHOME!, 'gpg-agent.conf'),
    'default-cache-ttl 0\nmax-cache-ttl 0\nallow-loopback-pinentry\n',
  )
  const secret = join(folder, 'secret.gpg')
  const locked = join(folder, 'locked.gpg')
  const phrase = join(folder, 'phrase')
  writeFileSync(phrase, passphrase, { mode: 0o600 })
  const unlock = ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase-file', phrase]
  run('gpg', ['--batch', '--passphrase', '', '--quick-generate-key', 'open@example.org', 'default', 'default', 'never'])
  run('gpg', [...unlock, '--quick-generate-key', 'locked@example.org', 'default', 'default', 'never'])
  run('gpg', ['--batch', '--quiet', '-e', '-r', 'open@example.org', '-o', secret], { input: value })
  run('gpg', ['--batch', '--quiet', '-e', '-r', 'locked@example.org', '-o', locked], { input: value })
  return [
    reading('gpg -d, key without passphrase', 'gpg', ['--batch', '--quiet', '-d', secret]),
    reading('gpg -d, with passphrase', 'gpg', [...unlock, '-d', locked]),
  ]
}

/** With gpg's key without passphrase. */
function passCases(): Case[] {
  if (!isInstalled('gpg') || !isInstalled('pass')) return []
  run('pass', ['init', 'open@example.org'])
  run('pass', ['insert', '--multiline', 'paris/API_KEY'], { input: value })
  return [reading('pass show, key without passphrase', 'pass', ['show', 'paris/API_KEY'])]
}

function ageCases(): Case[] {
  if (!isInstalled('age') || !isInstalled('age-keygen')) return []
  const key = join(folder, 'age.key')
  const secret = join(folder, 'secret.age')
  const { stderr } = run('age-keygen', ['-o', key])
  chmodSync(key, 0o600)
  run('age', ['-r', /age1\w+/.exec(stderr)?.[0] ?? '', '-o', secret], { input: value })
  return [reading('age -d, key without passphrase', 'age', ['-d', '-i', key, secret])]
}

function reading(name: string, command: string, args: readonly string[]): Case {
  return { name, command, args, cwd: folder, env, prints: join(folder, 'printed') }
}

/** Times one change in a large vault, in this process. */
async function printSet({ entries, recipients }: { entries: number; recipients: number }): Promise<void> {
  const own = { env: { ...env, HOME: join(folder, 'large') }, passphrase: passphraseFrom({ env: withPassphrase }) }
  const vault = openVault({ ...own, file: join(folder, 'large/secrets.gpg') })
  await vault.set(Array.from({ length: entries }, (_, index) => ({ name: `NAME_${index}`, value: `${value}${index}` })))
  for (let index = 1; index < recipients; index++) {
    const others = openKeys({
      keyDir: join(folder, `keys-${index}`),
      passphrase: passphraseFrom({ env: { MESHROOM_PASSPHRASE: '' } }),
    })
    await vault.recipients.add(await others.export((await others.create()).fingerprint, 'public'))
  }
  const times: number[] = []
  for (let turn = 0; turn < 20; turn++) {
    const start = performance.now()
    await vault.set([{ name: 'NAME_7', value: `${value}, turn ${turn}` }])
    times.push(performance.now() - start)
  }
  const sorted = times.sort((a, b) => a - b)
  console.log(
    `\nset in process, ${entries} entries, ${recipients} recipients: median ${median(sorted).toFixed(0)} ms, fastest ${sorted[0]?.toFixed(0)} ms`,
  )
}

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined
}

/** What prepares must succeed. */
function run(command: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; input?: string } = {}) {
  const cwd = command === process.execPath ? project : folder
  const done = spawnSync(command, args, { cwd, env, encoding: 'utf8', ...options })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.error ?? done.stderr}`)
  return done
}
