import type { Prompter } from '@meshroom/engine'
import type { Keys } from '@meshroom/secrets'
import { passphrasePrompt } from '../ask/ask-passphrase.ts'

export interface PersonKeysOptions {
  readonly prompter: Prompter
  /** Whether there is somebody to ask. */
  readonly interactive: boolean
}

/** The person's own keys, which belong to no project. */
export async function personKeys({ prompter, interactive }: PersonKeysOptions): Promise<Keys> {
  const { openKeys, passphraseFrom } = await import('@meshroom/secrets')
  return openKeys({ passphrase: passphraseFrom(interactive ? { prompt: passphrasePrompt(prompter).ask } : {}) })
}
