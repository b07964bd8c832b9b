import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { onTestFinished } from 'vitest'
import type { Sandbox } from './sandbox.ts'

/** A command in a pseudo terminal (util-linux `script`), as it is with a person before it. */
export class Terminal {
  readonly #child: ReturnType<typeof spawn>
  #seen = ''
  #read = 0
  #changed: () => void = () => {}
  readonly #closed: Promise<number>

  /** @param before What the shell has before the command, such as `printf x |`. */
  constructor(
    box: Sandbox,
    words: readonly string[],
    env: Readonly<Record<string, string | undefined>> = {},
    before = '',
  ) {
    const command = [process.execPath, ...box.program, ...words].map(quote).join(' ')
    this.#child = spawn('script', ['-qfec', `stty cols 100 rows 30; ${before} ${command}`, '/dev/null'], {
      cwd: box.project,
      env: { ...box.env, TERM: 'xterm', ...env } as NodeJS.ProcessEnv,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdout?.on('data', (data) => {
      this.#seen += data
      this.#changed()
    })
    this.#closed = new Promise((resolve) => this.#child.on('close', (code) => resolve(code ?? 1)))
    onTestFinished(() => void this.#child.kill('SIGKILL'))
  }

  /** Everything shown so far, without what moves the cursor or colours. */
  get screen(): string {
    return stripVTControlCharacters(this.#seen)
  }

  /** Everything shown so far, as it came. */
  get raw(): string {
    return this.#seen
  }

  /** Waits for a text to appear behind what was waited for last. */
  async see(text: string): Promise<void> {
    for (;;) {
      const at = this.screen.indexOf(text, this.#read)
      if (at !== -1) {
        this.#read = at + text.length
        return
      }
      await Promise.race([this.#change(), this.#ended(text), this.#late(text)])
    }
  }

  type(text: string): void {
    this.#child.stdin?.write(text)
  }

  /** Takes the terminal away, as when its window is closed. */
  close(): void {
    this.#child.kill('SIGKILL')
  }

  /** The exit code, once it ends. */
  exit(): Promise<number> {
    return this.#closed
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve
    })
  }

  async #late(text: string): Promise<never> {
    await sleep(20_000, undefined, { ref: false })
    throw new Error(`"${text}" was not seen in time:\n${this.screen}`)
  }

  async #ended(text: string): Promise<never> {
    const code = await this.#closed
    throw new Error(`exit ${code} before "${text}" was seen:\n${this.screen}`)
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
