import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPorts } from './find-ports.ts'
import { branchesOfFork, filesOfFork, makeCatalogues } from './make-catalogues.ts'
import { mergeByHand } from './merge-by-hand.ts'
import { type Block, notesOf, readDocument } from './read-document.ts'
import { type CommandResult, Terminal } from './terminal.ts'

const checkout = fileURLToPath(new URL('../../../', import.meta.url))
const passphrase = 'a passphrase for the tutorial'

const always = [
  ['Passphrase', passphrase],
  ['The same again', passphrase],
] as const

/** What a newcomer has: an empty folder, an empty home, and a git that finds the public catalogues (here: small local ones). */
const room = mkdtempSync(join(tmpdir(), 'tutorial-'))
const project = join(room, 'my-mesh')
const tutorialPort = 4180
const port = await findPorts(tutorialPort)
const terminals = new Map<string, Terminal>()
const watched: Promise<unknown>[] = []

beforeAll(() => {
  for (const folder of ['git', 'home', 'run']) mkdirSync(join(room, folder))
  const env = {
    HOME: join(room, 'home'),
    XDG_RUNTIME_DIR: join(room, 'run'),
    PATH: [join(checkout, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    MESHROOM_HOME: checkout,
    GIT_CONFIG_GLOBAL: makeCatalogues(join(room, 'git')),
  }
  for (const name of ['first', 'second', 'third']) {
    const scratch = join(room, name)
    mkdirSync(scratch)
    terminals.set(name, new Terminal({ cwd: room, env, scratch, always }))
  }
})

afterAll(async () => {
  await terminals.get('first')!.run('meshroom secrets agent --stop')
  for (const terminal of terminals.values()) terminal.close()
  rmSync(room, { recursive: true, force: true })
})

describe('docs/tutorial.md, as it stands', () => {
  const tutorial = onPort(readFileSync(join(checkout, 'docs/tutorial.md'), 'utf8'), port)
  const played = readDocument(tutorial).filter((block) => block.language !== 'sh')
  for (const block of played) {
    it(`line ${block.line}: ${block.text.split('\n')[0]}`, () => playInOrder(block))
  }

  it('has shown what it promised in the other terminals, and left the contribution on the fork', async () => {
    await Promise.all(watched)
    const branch = branchesOfFork(join(room, 'git')).find((name) => name !== 'main')
    expect(branch).toBeDefined()
    expect(filesOfFork(join(room, 'git'), branch!).join('\n')).toMatch(/action_search_threat\.json/)
  })
})

/** As it stands, unless somebody on this machine uses its ports. */
function onPort(text: string, first: number): string {
  if (first === tutorialPort) return text
  const moved = text.replaceAll(`${tutorialPort + 1}`, `${first + 1}`).replaceAll(`${tutorialPort}`, `${first}`)
  return moved.replace('practice-tenants/start.ts"', `practice-tenants/start.ts" ${first}`)
}

let failedAt: number | undefined

/** A reader whose step failed does not go on. */
async function playInOrder(block: Block): Promise<void> {
  if (failedAt !== undefined) throw new Error(`the block in line ${failedAt} failed`)
  failedAt = block.line
  await play(block)
  failedAt = undefined
}

async function play(block: Block): Promise<void> {
  const [file] = notesOf(block, 'file')
  if (file) return write(join(project, file), block.text)
  const [target] = notesOf(block, 'merge')
  if (target) return mergeByHand(join(project, target), block.text)
  expect(block.language).toBe('bash')
  const [terminal] = notesOf(block, 'terminal')
  if (terminal) return playBeside(terminal, block)
  await playHere('first', block)
}

/** Commands that go on while the reader goes back to the first terminal; what they must show first is waited for. */
async function playBeside(name: string, block: Block): Promise<void> {
  const terminal = terminals.get(name)!
  const running = terminal.run(`cd ${project}\n${block.text}`)
  if (notesOf(block, 'ends').includes('never')) running.catch(() => {})
  else watched.push(running.then((result) => hasPrinted(result, notesOf(block, 'prints'))))
  const ended = running.then(({ output }) => Promise.reject(new Error(`it ended:\n${output}`)))
  for (const text of notesOf(block, 'shows')) await Promise.race([terminal.waitFor(text), ended])
  ended.catch(() => {})
}

function hasPrinted({ exit, output }: CommandResult, texts: readonly string[]): void {
  expect(exit, output).toBe(0)
  for (const text of texts) expect(output).toContain(text)
}

async function playHere(name: string, block: Block): Promise<void> {
  const answers = notesOf(block, 'answer').map((answer) => answer.split(' = ') as [string, string])
  const result = await terminals.get(name)!.run(block.text, answers)
  const [exit = '0'] = notesOf(block, 'exit')
  expect(result.exit, result.output).toBe(Number(exit))
  for (const text of notesOf(block, 'shows')) expect(result.output).toContain(text)
  expect(result.output).not.toContain(passphrase)
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${text}\n`)
}
