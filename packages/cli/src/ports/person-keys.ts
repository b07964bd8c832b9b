import type { Prompter } from '@meshroom/engine'
import type { KeyIdentity, Keys } from '@meshroom/secrets'
import { passphrasePrompt } from '../ask/ask-passphrase.ts'
import { gitIdentity } from './git-identity.ts'

export interface PersonKeysOptions {
  readonly prompter: Prompter
  /** Whether there is somebody to ask. */
  readonly interactive: boolean
  /** Whose name a new key bears; default: who git says works here. */
  readonly identity?: KeyIdentity | undefined
}

/** The person's own keys, which belong to no project. */
export async function personKeys({ prompter, interactive, identity }: PersonKeysOptions): Promise<Keys> {
  const { openKeys, passphraseFrom } = await import('@meshroom/secrets')
  return openKeys({
    passphrase: passphraseFrom(interactive ? { prompt: passphrasePrompt(prompter).ask } : {}),
    identity: async () => ({ ...(await gitIdentity(process.cwd())), ...identity }),
  })
}
