import type { WatchRecord } from '@meshroom/hooks-sdk'
import type { Mesh } from '../mesh/mesh.ts'
import { openHosts } from '../run/open-hosts.ts'
import { findDeclarative } from './find-declarative.ts'
import { playInput } from './play-input.ts'
import type { PlayTarget } from './play-target.ts'
import { pollItems } from './poll-items.ts'
import type { Scene } from './scene.ts'
import { selectPlayHook } from './select-play-hook.ts'
import { nothingServes, setScene } from './set-scene.ts'

export interface WatchOptions {
  /** Ends after so many records. */
  readonly limit?: number
  /** Ends after so many milliseconds. */
  readonly timeoutMs?: number
  /** Of the last record seen: goes on after it. */
  readonly cursor?: string
  /** What arrived before does not matter, where no cursor is given. Default: a minute ago, so that what was just sent is seen. */
  readonly since?: Date
  readonly signal?: AbortSignal
  /** Between two looks at a declarative producer, in milliseconds. Default: 5,000. */
  readonly pollMs?: number
}

/**
 * Yields what arrives, as it arrives. The consumer's `watch` hook shows what was really received; where it has none, the producer's shows what was sent;
 * where that has none either, a producer's capability with a URL in pull mode is asked again and again, and each new item yielded once. Leaving
 * the loop, the signal, the limit and the timeout end it, none of them with an error.
 *
 * @throws MeshroomError `PLAY_NO_HOOK`, `PLUG_UNKNOWN`, `INSTANCE_UNKNOWN`; what the hook fails with
 * @example
 * for await (const { event, cursor } of watch(mesh, { topic: 'events', source: 'myedr', destination: 'mysekoia' }, { limit: 10 }))
 *   console.log(event, cursor)
 */
export async function* watch(
  mesh: Mesh,
  target: PlayTarget,
  options: WatchOptions = {},
): AsyncGenerator<WatchRecord, void, void> {
  const scene = await setScene(mesh, target, ['consumer', 'producer'])
  const end = endOf(options)
  const hosts = openHosts(mesh, 'watch')
  try {
    let left = options.limit ?? Number.POSITIVE_INFINITY
    for await (const record of recordsOf(mesh, scene, { hosts, options, end })) {
      yield record
      if (--left <= 0) return
    }
  } catch (error) {
    if (!end.aborted) throw error
  } finally {
    await hosts.close()
  }
}

const justNowMs = 60_000

interface WatchRun {
  readonly hosts: ReturnType<typeof openHosts>
  readonly options: WatchOptions
  readonly end: AbortSignal
}

function recordsOf(mesh: Mesh, scene: Scene, { hosts, options, end }: WatchRun): AsyncIterable<WatchRecord> {
  const { cursor, since = new Date(Date.now() - justNowMs), pollMs = 5_000 } = options
  const chosen = selectPlayHook('watch', scene)
  if (chosen !== undefined) {
    const { hook, actor } = chosen
    const input = {
      ...playInput(scene, actor),
      since: since.toISOString(),
      ...(cursor !== undefined && { cursor }),
    }
    return hosts.of(actor.product.name).stream(hook, input, { signal: end })
  }
  const declarative = findDeclarative(scene, { roles: ['producer'], mode: 'pull' })
  if (declarative === undefined)
    throw nothingServes(scene, { kind: 'watch', how: 'no producer with a URL can be asked' })
  return pollItems(mesh, declarative, { signal: end, pollMs })
}

function endOf({ signal, timeoutMs }: WatchOptions): AbortSignal {
  const ends = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)]
  return AbortSignal.any(ends.filter((each) => each !== undefined))
}
