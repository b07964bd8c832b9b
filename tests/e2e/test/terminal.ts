import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export interface CommandResult {
  readonly exit: number
  readonly output: string
}

/** A bash in a pseudo terminal (util-linux `script`), as a person sits before one. */
export class Terminal {
  readonly #scratch: string
  readonly #child: ChildProcessWithoutNullStreams
  #output = ''
  #wake: () => void = () => {}
  #count = 0
  #ended = false

  constructor(options: {
    readonly cwd: string
    readonly env: Readonly<Record<string, string>>
    readonly scratch: string
  }) {
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
   * @param answers pairs of a text that the question has, and what to type
   */
  async run(
    script: string,
    answers: readonly (readonly [question: string, answer: string])[] = [],
  ): Promise<CommandResult> {
    this.#count += 1
    const file = join(this.#scratch, `block-${this.#count}`)
    const marker = `__done_${this.#count}__`
    const start = this.#output.length
    writeFileSync(`${file}.sh`, `${script}\n`)
    this.#child.stdin.write(playInSubshell(file, marker))
    let from = start
    for (const [question, answer] of answers) {
      from = await this.#see(question, from, marker)
      this.#child.stdin.write(`${answer}\r`)
    }
    await this.#see(marker, start)
    const [output = '', exit = ''] = plain(this.#output.slice(start)).split(marker)
    return { exit: Number.parseInt(exit, 10), output }
  }

  /** Waits until this terminal has shown a text, from now back to its beginning. */
  async waitFor(text: string): Promise<void> {
    await this.#see(text, 0)
  }

  close(): void {
    this.#child.stdin.end('exit\n')
    this.#child.kill('SIGKILL')
  }

  async #see(wanted: string, from: number, stop?: string): Promise<number> {
    for (;;) {
      const text = this.#output.slice(from)
      const at = text.indexOf(wanted)
      if (at >= 0) return from + at + wanted.length
      if (this.#ended || (stop && text.includes(stop)))
        throw new Error(`the terminal never showed "${wanted}":\n${plain(text)}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

/** One line of shell: plays the file until a command of it fails, keeps the folder and the exported variables, prints the exit code. */
function playInSubshell(file: string, marker: string): string {
  const play = `( trap 'pwd > ${file}.cwd; export -p > ${file}.env' EXIT; set -e; . ${file}.sh )`
  return `${play}; __exit=$?; cd "$(cat ${file}.cwd)"; . ${file}.env; echo "${marker}"$__exit";"\n`
}

function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll('\r\n', '\n').replaceAll('\r', '\n')
}
