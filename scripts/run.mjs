// Runs a task of this repository on any machine with Node 20 and npm: installs what is missing, then goes on with the tools
// in node_modules. Needs no dependency itself.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = join(root, 'node_modules', '.bin')
const stamp = join(root, 'node_modules', '.meshroom-installed')
const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
}

const tasks = {
  demo: ['turbo run build --filter=@meshroom/cli... --output-logs=errors-only', 'node examples/first-mesh/play.ts'],
  test: [
    'biome check .',
    'turbo run build --output-logs=errors-only',
    'turbo run typecheck --output-logs=errors-only',
    'turbo run test --continue --concurrency=2 --output-logs=new-only',
  ],
}

const task = process.argv[2]
if (!Object.hasOwn(tasks, task)) fail(`unknown task "${task}"; there are: ${Object.keys(tasks).join(', ')}`)
install()
if (task === 'test') {
  installSystemPackages()
  forgetReports()
}
for (const command of tasks[task]) run(command)
if (task === 'test') reportTests()

function install() {
  const wanted = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    wanted.update(readFileSync(join(root, file)))
  const digest = wanted.digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  console.error('Installing what this repository needs (once) …')
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  run(`npx --yes ${packageManager} install --frozen-lockfile --loglevel=error`)
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, digest)
}

/** Tests drive real programs (gpg, shells, a browser). Where they can't be installed from here, tests that need one say so. */
function installSystemPackages() {
  const isRoot = process.getuid?.() === 0
  if (isRoot && existsSync('/usr/bin/apt-get')) run('scripts/install-system-packages.sh')
}

function run(command) {
  const { status, signal, error } = spawnSync(command, { cwd: root, env, shell: true, stdio: 'inherit' })
  if (error) fail(`${command}: ${error.message}`)
  if (signal) process.kill(process.pid, signal)
  if (status !== 0) {
    nameFailures()
    console.error(`\nfailed (exit ${status}): ${command}`)
    process.exit(status ?? 1)
  }
}

/** So that what is reported is of this run; turbo lays the reports of packages it need not run again. */
function forgetReports() {
  for (const folder of testedFolders()) rmSync(join(folder, 'test-report.json'), { force: true })
}

function testedFolders() {
  const folders = ['packages', 'products', 'examples', 'tests'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(root, parent, name)),
  )
  return folders.filter(hasTests)
}

/** Says again at the end what failed: it stands far up in what the packages printed beside each other. */
function nameFailures() {
  for (const folder of testedFolders()) {
    const file = join(folder, 'test-report.json')
    if (!existsSync(file)) continue
    for (const { name, assertionResults, message } of JSON.parse(readFileSync(file, 'utf8')).testResults) {
      const failed = assertionResults.filter(({ status }) => status === 'failed')
      if (failed.length === 0 && !message) continue
      console.error(`\n${relative(root, name)}${message ? `: ${message}` : ''}`)
      for (const { fullName, failureMessages } of failed)
        console.error(`  ${fullName}\n${failureMessages.join('\n').replaceAll(/^/gm, '    ')}`)
    }
  }
}

/** Adds up what the test runner of each package wrote; a package whose tests never ran is a failure. */
function reportTests() {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const folder of testedFolders()) {
    const report = JSON.parse(readFileSync(join(folder, 'test-report.json'), 'utf8'))
    total.passed += report.numPassedTests
    total.failed += report.numFailedTests
    total.skipped += report.numPendingTests
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
}

function hasTests(folder) {
  const manifest = join(folder, 'package.json')
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).scripts?.test !== undefined
}

function fail(message) {
  console.error(message)
  process.exit(2)
}
