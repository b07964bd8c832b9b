import type { Prompter } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import type { KeyIdentity, KeyInfo, Keys } from '@meshroom/secrets'
import { mayAsk } from '../ask/may-ask.ts'
import { terminalPrompter } from '../ask/terminal-prompter.ts'
import { personKeys } from '../ports/person-keys.ts'
import type { GlobalFlags } from './global-flags.ts'
import { MeshroomCommand } from './meshroom-command.ts'

/** What a command about the person's keys works with. */
export interface KeyDesk {
  readonly keys: Keys
  readonly prompter: Prompter
  /** Whether there is somebody to ask. */
  readonly interactive: boolean
}

/** What the `secrets key` commands share: they work with the person's keys, and need no project. */
export abstract class SecretKeysCommand extends MeshroomCommand {
  protected async desk(flags: GlobalFlags, identity?: KeyIdentity): Promise<KeyDesk> {
    const interactive = mayAsk(flags['no-input'])
    const prompter = terminalPrompter({ interactive, yes: flags.yes })
    return { keys: await personKeys({ prompter, interactive, identity }), prompter, interactive }
  }
}

/**
 * The fingerprint that is meant where none was named: of the key for new vaults, or of the only one.
 *
 * @throws MeshroomError `KEY_MISSING`, `KEY_AMBIGUOUS`
 */
export async function fingerprintMeant(keys: Keys, named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  const all = await keys.list()
  const meant = all.find(({ isDefault }) => isDefault) ?? (all.length === 1 ? all[0] : undefined)
  if (meant) return meant.fingerprint
  throw all.length === 0 ? none() : several(all)
}

function none(): MeshroomError {
  return new MeshroomError('KEY_MISSING', 'you have no key yet', { hint: 'meshroom secrets key create' })
}

function several(keys: readonly KeyInfo[]): MeshroomError {
  return new MeshroomError('KEY_AMBIGUOUS', `you have ${keys.length} keys, and none is the default`, {
    hint: `Name one of them: ${keys.map(({ fingerprint }) => fingerprint).join(', ')}`,
  })
}
