import type { EnginePorts, Prompter, SecretStore, TrustPort } from '@meshroom/engine'
import type { Vault } from '@meshroom/secrets'
import { askInTurn } from '../ask/ask-in-turn.ts'
import { mayAsk } from '../ask/may-ask.ts'
import { terminalPrompter } from '../ask/terminal-prompter.ts'
import { type EventDrawer, jsonDrawer, textDrawer } from '../draw/event-drawer.ts'
import { projectVault } from '../ports/project-vault.ts'
import { secretStore } from '../ports/secret-store.ts'
import { trustPort } from '../ports/trust-port.ts'
import { findProject } from './find-project.ts'
import type { GlobalFlags } from './global-flags.ts'

export interface EquipOptions {
  /** Of commands whose `--json` is a stream: what the engine tells belongs to it. */
  readonly stream?: boolean
  /** `--yes` is a yes to trust, as it is of `meshroom trust` alone. */
  readonly agreesToTrust?: boolean
}

/** What a command works with in a project, before anything of it is read. */
export interface Equipment {
  readonly root: string
  readonly prompter: Prompter
  /** Whether there is somebody to ask. */
  readonly interactive: boolean
  readonly drawer: EventDrawer
  /** Opens the vault with its first call. */
  readonly vault: () => Promise<Vault>
  readonly ports: EnginePorts
}

/** Finds the project and makes the engine's ports: secrets from the vault, questions and events to the terminal. */
export async function equip(flags: GlobalFlags, options: EquipOptions = {}): Promise<Equipment> {
  const root = await findProject(flags.project)
  const interactive = mayAsk(flags['no-input'])
  const drawer = flags.json && options.stream ? jsonDrawer() : textDrawer({ debug: flags.debug })
  const asked = terminalPrompter({ interactive, yes: flags.yes })
  const prompter: Prompter = { ask: (request) => askInTurn(() => drawer.quietly(() => asked.ask(request))) }
  const vault = projectVault({ root, prompter, interactive })
  return {
    root,
    prompter,
    interactive,
    drawer,
    vault,
    ports: {
      secrets: { ...secretStore(vault, drawer), digests: digestLazily(root, vault) },
      prompter,
      emit: drawer.emit,
      trust: trustOf(flags, { interactive, drawer, options }),
    },
  }
}

/** Digests are made where a plug is planned whose product has secrets. One maker answers all of a command's questions: they take turns there. */
function digestLazily(root: string, vault: () => Promise<Vault>): NonNullable<SecretStore['digests']> {
  let maker: Promise<NonNullable<SecretStore['digests']>> | undefined
  return async (...asked) => {
    maker ??= import('../ports/digest-secrets.ts').then(({ digestSecrets }) => digestSecrets(root, vault))
    return (await maker)(...asked)
  }
}

interface TrustOptions {
  readonly interactive: boolean
  readonly drawer: EventDrawer
  readonly options: EquipOptions
}

/** `--yes` answers no question of trust, but where the command is about nothing else. */
function trustOf(
  { yes, trust: policy, unsafe }: GlobalFlags,
  { interactive, drawer, options }: TrustOptions,
): TrustPort {
  const agreed = yes && options.agreesToTrust === true
  const port = trustPort({
    prompter: terminalPrompter({ interactive, yes: false }),
    interactive,
    agreed,
    policy,
    unsafe,
  })
  return { ...port, ask: (request) => askInTurn(() => drawer.quietly(() => port.ask(request))) }
}
