import type { ProduceResult } from '@meshroom/hooks-sdk'
import type { Mesh } from '../mesh/mesh.ts'
import { openHosts } from '../run/open-hosts.ts'
import { retryCall } from '../run/retry-call.ts'
import { waitFor } from '../run/wait-for.ts'
import { batchLines, type LineBatch } from './batch-lines.ts'
import { findDeclarative } from './find-declarative.ts'
import { playInput } from './play-input.ts'
import type { PlayTarget } from './play-target.ts'
import { postLines } from './post-lines.ts'
import type { Scene } from './scene.ts'
import { selectPlayHook } from './select-play-hook.ts'
import { nothingServes, setScene } from './set-scene.ts'

export interface ProduceOptions {
  readonly signal?: AbortSignal
  /** Most records sent at once. Default: 100. */
  readonly batchSize?: number
  /** How long a batch waits for its next line, in milliseconds. Default: 200. */
  readonly lingerMs?: number
  /** Waits between tries; a test need not. */
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** What became of one line; `index` counts lines that are not empty, from 0. */
export interface ProducedRecord {
  readonly index: number
  readonly accepted: boolean
  readonly reason?: string
}

/**
 * Sends lines through a plug, each a record. The producer's `produce` hook sends them; where it has none, the consumer's emulates what would arrive; where that
 * has none either, a consumer's capability with a URL is called for each. A record that may be taken later is sent again, three times in all.
 *
 * @throws MeshroomError `PLAY_NO_HOOK`, `PLUG_UNKNOWN`, `INSTANCE_UNKNOWN`; what the hook fails with
 * @example
 * for await (const record of produce(mesh, { topic: 'events', source: 'myedr', destination: 'mysekoia' }, lines))
 *   if (!record.accepted) console.error(record.index, record.reason)
 */
export async function* produce(
  mesh: Mesh,
  target: PlayTarget,
  lines: AsyncIterable<string>,
  options: ProduceOptions = {},
): AsyncGenerator<ProducedRecord, void, void> {
  const { signal, batchSize: size = 100, lingerMs = 200 } = options
  const scene = await setScene(mesh, target, ['producer', 'consumer'])
  const hosts = openHosts(mesh, 'produce')
  try {
    const send = senderOf(mesh, scene, { hosts, options })
    for await (const batch of batchLines(lines, { size, lingerMs })) {
      if (signal?.aborted) return
      yield* sendBatch(batch, send, options)
    }
  } finally {
    await hosts.close()
  }
}

/** Sends a batch once. */
type Send = (lines: readonly string[]) => Promise<ProduceResult>

function senderOf(
  mesh: Mesh,
  scene: Scene,
  { hosts, options }: { readonly hosts: ReturnType<typeof openHosts>; readonly options: ProduceOptions },
): Send {
  const { signal, wait = waitFor } = options
  const chosen = selectPlayHook('produce', scene)
  if (chosen !== undefined) {
    const { hook, actor } = chosen
    const input = playInput(scene, actor)
    const call = signal === undefined ? {} : { signal }
    return async (batch) => {
      const sent = () => hosts.of(actor.product.name).call(hook, { ...input, batch }, call)
      return (await retryCall(sent, { wait, signal })).result as unknown as ProduceResult
    }
  }
  const declarative = findDeclarative(scene, { roles: ['consumer'], mode: 'push' })
  if (declarative === undefined) throw nothingServes(scene, { kind: 'produce', how: 'no consumer with a URL takes it' })
  return (batch) => postLines(mesh, declarative, { lines: batch, signal })
}

const attempts = 3

async function* sendBatch(
  batch: LineBatch,
  send: Send,
  options: ProduceOptions,
): AsyncGenerator<ProducedRecord, void, void> {
  const { signal, wait = waitFor } = options
  let open = batch.lines.map((line, index) => ({ line, index: batch.first + index }))
  const refused = new Map<number, string>()
  for (let attempt = 1; open.length > 0; attempt++) {
    const { rejected } = await send(open.map(({ line }) => line))
    const again = attempt < attempts && !signal?.aborted ? rejected.filter(({ retryable }) => retryable) : []
    for (const { index, reason } of rejected) refused.set(open[index]?.index ?? -1, reason)
    open = again.flatMap(({ index }) => open[index] ?? [])
    for (const { index } of open) refused.delete(index)
    if (open.length > 0) await wait(1_000 * 2 ** (attempt - 1), signal)
  }
  for (const [index] of batch.lines.entries()) {
    const reason = refused.get(batch.first + index)
    yield { index: batch.first + index, accepted: reason === undefined, ...(reason !== undefined && { reason }) }
  }
}
