import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'

const meshroomBin = fileURLToPath(new URL('../../packages/cli/bin/run.js', import.meta.url))
const bold = (text: string) => styleText('bold', text)
const dim = (text: string) => styleText('dim', text)

/** A step that did not go as it must; the play ends with it. */
export class StepFailed extends Error {}

export interface Expectation {
  /** Exit code; 0 unless said. */
  readonly exit?: number
  /** What the command must say, on either stream. */
  readonly shows?: readonly string[]
  /** Lines for its standard input, printed as `printf` would give them; a secret is printed by the name of its variable. */
  readonly input?: readonly string[]
  /** How the input is written in the line that is printed. */
  readonly typed?: string
}

export interface Stage {
  /** The working directory, which `cd` changes. */
  readonly folder: string
  /** Everything that commands have printed. */
  readonly printed: string
  act(title: string): void
  say(text: string): void
  cd(folder: string): void
  meshroom(command: string, expectation?: Expectation): Promise<string>
  /** Starts a command that goes on beside the others; its lines are printed as they come. */
  start(command: string): Running
  write(path: string, content: string): Promise<void>
  append(path: string, line: string): Promise<void>
  show(path: string): Promise<string>
  /** Ends what still runs. */
  close(): Promise<void>
}

export interface Running {
  /** Resolves once a line holds the text. @throws StepFailed when the command ends before, or after 20 seconds */
  until(text: string): Promise<void>
  /** Ends it as Ctrl-C does. */
  interrupt(): Promise<void>
}

/** Plays commands as a person would type them: each is printed before it runs, and what it prints after. */
export function openStage(folder: string, env: NodeJS.ProcessEnv): Stage {
  const running = new Set<ChildProcess>()
  let here = folder
  let printed = ''

  const print = (line: string) => {
    printed += `${line}\n`
    console.log(line === '' ? '' : `  ${line}`)
  }
  const run = (command: string) => {
    const child = spawn(process.execPath, [meshroomBin, ...wordsOf(command)], { cwd: here, env, stdio: 'pipe' })
    running.add(child)
    child.once('exit', () => running.delete(child))
    return child
  }

  return {
    get folder() {
      return here
    },
    get printed() {
      return printed
    },
    act: (title) => console.log(`\n${bold(title)}\n`),
    say: (text) => console.log(`${text}\n`),
    cd(next) {
      console.log(dim(`$ cd ${next}`))
      here = join(here, next)
    },
    async meshroom(command, { exit = 0, shows = [], input = [], typed } = {}) {
      console.log(dim(`$ ${typed ? `${typed} | ` : ''}meshroom ${command}`))
      const child = run(command)
      child.stdin?.end(input.map((line) => `${line}\n`).join(''))
      const lines: string[] = []
      const gather = (stream: NodeJS.ReadableStream) => createInterface(stream).on('line', (line) => lines.push(line))
      const streams = [child.stdout, child.stderr].map((stream) => once(gather(stream!), 'close'))
      const [[code]] = await Promise.all([once(child, 'exit'), ...streams])
      for (const line of [...lines, '']) print(line)
      const text = lines.join('\n')
      if (code !== exit) throw new StepFailed(`"meshroom ${command}" ended with exit code ${code}, not ${exit}`)
      for (const expected of shows)
        if (!text.includes(expected)) throw new StepFailed(`"meshroom ${command}" does not show "${expected}"`)
      return text
    },
    start(command) {
      console.log(dim(`$ meshroom ${command} &`))
      return follow(run(command), command, print)
    },
    async write(path, content) {
      console.log(dim(`$ cat > ${path}`))
      for (const line of [...content.trimEnd().split('\n'), '']) print(line)
      await mkdir(dirname(join(here, path)), { recursive: true })
      await writeFile(join(here, path), content)
    },
    async append(path, line) {
      console.log(dim(`$ echo '${line}' >> ${path}`))
      await mkdir(dirname(join(here, path)), { recursive: true })
      await writeFile(join(here, path), `${line}\n`, { flag: 'a' })
    },
    async show(path) {
      console.log(dim(`$ cat ${relative(here, join(here, path))}`))
      const text = await readFile(join(here, path), 'utf8')
      for (const line of [...text.trimEnd().split('\n'), '']) print(line)
      return text
    },
    async close() {
      await Promise.all([...running].map(interrupt))
    },
  }
}

function follow(child: ChildProcess, command: string, print: (line: string) => void): Running {
  const seen: string[] = []
  const waiting = new Set<() => void>()
  const take = (line: string) => {
    print(line)
    seen.push(line)
    for (const look of waiting) look()
  }
  for (const stream of [child.stdout, child.stderr]) createInterface(stream!).on('line', take)
  return {
    until: (text) =>
      new Promise((done, fail) => {
        const give = (reason: string) => () => fail(new StepFailed(`"meshroom ${command}" ${reason} without "${text}"`))
        const timer = setTimeout(give('went on for 20 seconds'), 20_000)
        const ended = give('ended')
        const look = () => {
          if (!seen.some((line) => line.includes(text))) return
          clearTimeout(timer)
          child.off('exit', ended)
          waiting.delete(look)
          done()
        }
        child.once('exit', ended)
        waiting.add(look)
        look()
      }),
    async interrupt() {
      print('^C')
      await interrupt(child)
      print('')
    },
  }
}

async function interrupt(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  await ended
}

/** The words of a command as a shell takes them, with single quotes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
}
