import type { Role } from './context.ts'
import { type Hook, type HookFunctions, type HookKind, type HookOptions, hookVersion } from './hook.ts'

/** Makes a hook from its topic or options and its function, or from the function alone. */
export interface DefineHook<K extends HookKind> {
  (topicOrOptions: string | HookOptions, run: HookFunctions[K]): Hook<K>
  (run: HookFunctions[K]): Hook<K>
}

/** {@link DefineHook}, and one for each role a product-wide hook can have. */
export interface DefineSideHook<K extends HookKind> extends DefineHook<K> {
  readonly consumer: DefineHook<K>
  readonly producer: DefineHook<K>
  readonly trigger: DefineHook<K>
  readonly executor: DefineHook<K>
}

function define<K extends HookKind>(kind: K, role?: Role): DefineHook<K> {
  return (first: string | HookOptions | HookFunctions[K], second?: HookFunctions[K]): Hook<K> => {
    const run = typeof first === 'function' ? first : second
    if (typeof run !== 'function') throw new TypeError(`${kind}: the last argument must be the hook's function`)
    const options = typeof first === 'function' ? {} : typeof first === 'string' ? { topic: first } : first
    return Object.freeze({
      $meshroomHook: hookVersion,
      kind,
      ...(role && { role }),
      options: Object.freeze({ ...options }),
      run,
    })
  }
}

function defineSide<K extends HookKind>(kind: K): DefineSideHook<K> {
  return Object.freeze(
    Object.assign(define(kind), {
      consumer: define(kind, 'consumer'),
      producer: define(kind, 'producer'),
      trigger: define(kind, 'trigger'),
      executor: define(kind, 'executor'),
    }),
  )
}

/**
 * Makes one side of a plug real on its tenant. Idempotent: a second run changes nothing.
 *
 * @example
 * export const installSearchPlugin = setup.executor('search_threat', async ({ instance, log }) => {
 *   const apiKey = await instance.secret('API_KEY')
 *   log.info(`installing the plugin on ${instance.name}`)
 * })
 */
export const setup: DefineSideHook<'setup'> = defineSide('setup')

/** Undoes what `setup` did; succeeds when there is nothing to undo. */
export const teardown: DefineSideHook<'teardown'> = defineSide('teardown')

/** Asks the tenant whether what `setup` made is there. */
export const check: DefineSideHook<'check'> = defineSide('check')

/** Writes the files that a new integration needs; runs at `meshroom create integration`. */
export const scaffold: DefineSideHook<'scaffold'> = defineSide('scaffold')

/** Contributes an integration to the vendor's official catalogue. */
export const publish: DefineSideHook<'publish'> = defineSide('publish')

/** Sends a batch of records through a plug; the consumer's own hook emulates what would arrive. */
export const produce: DefineHook<'produce'> = define('produce')

/** Yields what arrives, one record at a time, until it is aborted. */
export const watch: DefineHook<'watch'> = define('watch')

/** {@link watch}, by the name that the earlier tool used. */
export const consume: DefineHook<'watch'> = watch

/** Makes the source ask for an action, as it would in production. */
export const trigger: DefineHook<'trigger'> = define('trigger')

/** Carries out an action on a tenant. */
export const execute: DefineHook<'execute'> = define('execute')

/** Brings products and integrations from a vendor's catalogue into the project. */
export const pull: DefineHook<'pull'> = define('pull')
