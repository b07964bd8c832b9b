import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export interface CommandResult {
  readonly exit: number
  readonly output: string
}

/** A text that a question has, and what to type. */
export type Answer = readonly [question: string, answer: string]

/** A bash in a pseudo terminal (util-linux `script`), as a person sits before one. */
export class Terminal {
  readonly #scratch: string
  readonly #child: ChildProcessWithoutNullStreams
  readonly #always: readonly Answer[]
  #output = ''
  #waiting: (() => void)[] = []
  #count = 0
  #ended = false

  constructor(options: {
    readonly cwd: string
    readonly env: Readonly<Record<string, string>>
    readonly scratch: string
    /** What may be asked at any time. */
    readonly always?: readonly Answer[]
  }) {
    this.#always = options.always ?? []
    this.#scratch = options.scratch
    this.#child = spawn('script', ['-qfec', 'stty -echo cols 200; exec bash --norc --noprofile', '/dev/null'], {
      cwd: options.cwd,
      env: { ...options.env, TERM: 'xterm', PS1: '', PS2: '' },
      stdio: 'pipe',
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.#output += chunk
        this.#wake()
      })
    }
    this.#child.on('close', () => {
      this.#ended = true
      this.#wake()
    })
  }

  /**
   * Runs the lines of a script in this shell, one after the other until one fails, and answers what it asks.
   * @param answers in the order in which they are asked for; each must be
   */
  async run(script: string, answers: readonly Answer[] = []): Promise<CommandResult> {
    this.#count += 1
    const file = join(this.#scratch, `block-${this.#count}`)
    const marker = `__done_${this.#count}__`
    const start = this.#output.length
    writeFileSync(`${file}.sh`, `${script}\n`)
    this.#child.stdin.write(playInSubshell(file, marker))
    await this.#converse(answers, { from: start, marker })
    await this.#see([marker], start)
    const [output = '', exit = ''] = plain(this.#output.slice(start)).split(marker)
    return { exit: Number.parseInt(exit, 10), output }
  }

  /** Answers until the script has ended; a prompt that was answered shows a tick, and only then comes the next. */
  async #converse(answers: readonly Answer[], { from, marker }: { from: number; marker: string }): Promise<void> {
    const left = [...answers]
    let at = from
    for (;;) {
      const expected = [...this.#always, ...left.slice(0, 1)]
      const [shown, after] = await this.#see([marker, ...expected.map(([question]) => question)], at)
      if (shown === marker && left.length > 0)
        throw new Error(`was never asked "${left[0]?.[0]}":\n${plain(this.#output.slice(from))}`)
      if (shown === marker) return
      if (shown === left[0]?.[0]) left.shift()
      this.#child.stdin.write(`${expected.find(([question]) => question === shown)?.[1]}\r`)
      const [, tick] = await this.#see(['✔', marker], after)
      at = (await this.#see(['\n'], tick))[1]
    }
  }

  /** Waits until this terminal has shown a text, from now back to its beginning. */
  async waitFor(text: string): Promise<void> {
    await this.#see([text], 0)
  }

  close(): void {
    this.#child.stdin.end('exit\n')
    this.#child.kill('SIGKILL')
  }

  /** Tells all who wait to look again. */
  #wake(): void {
    for (const look of this.#waiting.splice(0)) look()
  }

  /** Waits for the first of some texts, from a place in what was shown. @returns the text, and the place after it */
  async #see(wanted: readonly string[], from: number): Promise<readonly [text: string, after: number]> {
    for (;;) {
      const found = wanted
        .map((text) => [text, this.#output.indexOf(text, from)] as const)
        .filter(([, at]) => at >= 0)
        .sort(([, one], [, other]) => one - other)[0]
      if (found) return [found[0], found[1] + found[0].length]
      if (this.#ended)
        throw new Error(`the terminal never showed "${wanted.join('" or "')}":\n${plain(this.#output.slice(from))}`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}

/** One line of shell: plays the file until a command of it fails, keeps the folder and the exported variables, prints the exit code. */
function playInSubshell(file: string, marker: string): string {
  const play = `( trap 'pwd > ${file}.cwd; export -p > ${file}.env' EXIT; set -e; . ${file}.sh )`
  return `${play}; __exit=$?; cd "$(cat ${file}.cwd)"; . ${file}.env; echo "__""${marker.slice(2)}"$__exit";"\n`
}

function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll('\r\n', '\n').replaceAll('\r', '\n')
}
