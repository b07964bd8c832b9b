import type { Prompter } from '@meshroom/engine'
import type { PassphraseRequest } from '@meshroom/secrets'
import { writeNote } from '../command/output.ts'

/**
 * Asks for the passphrase of a key; that of a new key twice, until both are equal. Within one command a passphrase is asked for once: the vault
 * may unlock a key again, such as the one it has just made.
 */
export function passphrasePrompt(prompter: Prompter): (request: PassphraseRequest) => Promise<string> {
  let remembered: string | undefined
  return async (request) => {
    const known = request.purpose === 'unlock' && request.attempt === 1 ? remembered : undefined
    remembered = known ?? (await askPassphrase(request, prompter))
    return remembered
  }
}

async function askPassphrase(request: PassphraseRequest, prompter: Prompter): Promise<string> {
  if (request.purpose === 'unlock') return ask(prompter, unlockQuestion(request))
  for (;;) {
    const first = await ask(prompter, 'Passphrase for your new key (empty: its file alone protects it)')
    if (first === (await ask(prompter, 'The same again'))) return first
    writeNote('The two differ.')
  }
}

function unlockQuestion({ attempt, userId, fingerprint }: PassphraseRequest): string {
  const whose = userId ?? fingerprint
  const question = `Passphrase${whose ? ` of ${whose}` : ''}`
  return attempt > 1 ? `That was wrong. ${question}` : question
}

async function ask(prompter: Prompter, message: string): Promise<string> {
  return String(await prompter.ask({ kind: 'secret', message, flag: 'MESHROOM_PASSPHRASE' }))
}
