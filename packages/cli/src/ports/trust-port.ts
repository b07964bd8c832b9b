import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Prompter, TrustPort } from '@meshroom/engine'
import { askTrust } from '../ask/ask-trust.ts'

export interface TrustPortOptions {
  readonly prompter: Prompter
  /** Whether there is somebody to ask. */
  readonly interactive: boolean
  /** The yes is given beforehand: `meshroom trust --yes`, and no other command. */
  readonly agreed: boolean
  readonly policy: TrustPort['policy']
  readonly unsafe: boolean
}

/** The person's word on whose code may run: kept in their state folder, asked for on the terminal. */
export function trustPort({ policy, unsafe, ...asking }: TrustPortOptions): TrustPort {
  return { folder: trustFolder(process.env), policy, unsafe, ask: (request) => askTrust(request, asking) }
}

/** `$XDG_STATE_HOME/meshroom/trust`. */
function trustFolder(env: NodeJS.ProcessEnv): string {
  const state = env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local/state')
  return join(state, 'meshroom', 'trust')
}
