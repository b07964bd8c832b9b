import type { Prompter } from '@meshroom/engine'
import type { PassphraseRequest } from '@meshroom/secrets'
import { writeNote } from '../command/output.ts'

/** Asks for passphrases on the terminal. */
export interface PassphrasePrompt {
  ask(request: PassphraseRequest): Promise<string>
  /** Whether a person has typed one that is not empty. */
  wasTyped(): boolean
  /** Whether one was asked for the first key that the person has. */
  madeFirst(): boolean
}

/**
 * Asks for the passphrase of a key; a new one twice, until both are equal. Within one command a passphrase is asked for once: the vault
 * may unlock a key again, such as the one it has just made.
 */
export function passphrasePrompt(prompter: Prompter): PassphrasePrompt {
  let remembered: string | undefined
  let first = false
  return {
    ask: async (request) => {
      first ||= isFirstKey(request)
      const known = request.purpose === 'unlock' && request.attempt === 1 ? remembered : undefined
      remembered = known ?? (await askPassphrase(request, prompter))
      return remembered
    },
    wasTyped: () => remembered !== undefined && remembered !== '',
    madeFirst: () => first,
  }
}

function isFirstKey({ purpose, fingerprint }: PassphraseRequest): boolean {
  return purpose !== 'unlock' && fingerprint === undefined
}

async function askPassphrase(request: PassphraseRequest, prompter: Prompter): Promise<string> {
  if (request.purpose === 'unlock') return ask(prompter, unlockQuestion(request))
  const isFirst = isFirstKey(request)
  if (isFirst) newKeyNote.forEach(writeNote)
  const question = isFirst ? 'Passphrase for your new key' : 'New passphrase for your key'
  return askTwice(prompter, `${question} (empty: its file alone protects it)`)
}

/** Asks until the same was typed twice. */
export async function askTwice(prompter: Prompter, question: string): Promise<string> {
  for (;;) {
    const first = await ask(prompter, question)
    if (first === (await ask(prompter, 'The same again'))) return first
    writeNote('The two differ.')
  }
}

const newKeyNote = [
  'Secrets are encrypted for a key of yours. One is made now and kept in your own configuration folder, never in the project;',
  'all your projects use it. Its passphrase is asked for when a secret is read or written. Nobody can reset it.',
]

function unlockQuestion({ attempt, userId, fingerprint }: PassphraseRequest): string {
  const whose = userId || fingerprint
  const question = `Passphrase of your Meshroom key${whose ? ` (${whose})` : ''}`
  return attempt > 1 ? `That was wrong. ${question}` : question
}

async function ask(prompter: Prompter, message: string): Promise<string> {
  return String(await prompter.ask({ kind: 'secret', message, flag: 'MESHROOM_PASSPHRASE' }))
}
