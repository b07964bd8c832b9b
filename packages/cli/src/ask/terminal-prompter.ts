import type { Prompter, PromptRequest } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import { cleanText } from '../draw/clean-text.ts'
import { openTerminal } from './terminal-input.ts'

export interface TerminalPrompterOptions {
  /** Whether there is somebody to ask. */
  readonly interactive: boolean
  /** `--yes`: every confirmation is given. */
  readonly yes: boolean
}

/** Asks on the terminal, on standard error so that results stay clean; the library for it is loaded with the first question. */
export function terminalPrompter({ interactive, yes }: TerminalPrompterOptions): Prompter {
  return {
    async ask(request) {
      if (request.kind === 'confirm' && yes) return true
      if (!interactive) throw inputRequired(request)
      return askOnTerminal(request)
    },
  }
}

async function askOnTerminal(request: PromptRequest): Promise<string | boolean> {
  const terminal = openTerminal()
  try {
    return await askOn(terminal.stream, request)
  } finally {
    terminal.close()
  }
}

async function askOn(input: NodeJS.ReadStream, request: PromptRequest): Promise<string | boolean> {
  const prompts = await import('@inquirer/prompts')
  const message = cleanText(request.message)
  const streams = { input, output: process.stderr }
  if (request.kind === 'confirm') return prompts.confirm({ message, default: request.default !== false }, streams)
  if (request.kind === 'secret') return prompts.password({ message, mask: false, toggleMask: false }, streams)
  if (request.kind === 'select') return prompts.select({ message, choices: [...(request.choices ?? [])] }, streams)
  const offered = request.default === undefined ? {} : { default: String(request.default) }
  return prompts.input({ message, ...offered }, streams)
}

function inputRequired({ message, flag, kind }: PromptRequest): MeshroomError {
  const answeredBy = flag ?? (kind === 'confirm' ? '--yes' : undefined)
  return new MeshroomError('INPUT_REQUIRED', `nobody can be asked here: ${message}`, {
    hint: answeredBy ? `Give it with ${answeredBy}.` : 'Run the command on a terminal.',
    data: { question: message, ...(answeredBy && { flag: answeredBy }) },
  })
}
