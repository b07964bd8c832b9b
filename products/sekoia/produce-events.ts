import { type PlayContext, type ProduceResult, produce, RetryableError } from '@meshroom/hooks-sdk'
import { endpointsOf } from './api/endpoints.ts'
import { failure } from './api/sekoia-api.ts'
import { slicesOf } from './events/slice-batch.ts'

/** Sends records to the plug's intake, as the third party would. */
export const sendToIntake = produce({ topic: 'events', title: 'Send events to the intake' }, async (context, batch) => {
  if (!context.plug) throw new Error('events are sent to an intake, which belongs to a plug: name the destination too')
  const keys = {
    intake_key: await context.plug.secret('intake_key'),
    api_key: await context.instance.secret('API_KEY'),
  }
  const rejected = batch.flatMap((line, index) =>
    line.trim() === '' ? [{ index, reason: 'is blank', retryable: false }] : [],
  )
  let accepted = 0
  for (const slice of slicesOf(batch)) {
    const fault = await send(context, { ...keys, lines: slice.map(({ line }) => line) })
    if (fault) rejected.push(...slice.map(({ index }) => ({ index, ...fault })))
    else accepted += slice.length
  }
  return { accepted, rejected: rejected.sort((a, b) => a.index - b.index) }
})

type Fault = Omit<ProduceResult['rejected'][number], 'index'>

interface Sending {
  readonly intake_key: string
  readonly api_key: string
  readonly lines: readonly string[]
}

async function send(context: PlayContext, { intake_key, api_key, lines }: Sending): Promise<Fault | undefined> {
  const url = endpointsOf(context.instance.settings).intake
  const [path, content] = lines.length === 1 ? ['', { json: lines[0] }] : ['/batch', { jsons: lines }]
  const response = await context.fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${api_key}`,
    },
    body: JSON.stringify({ ...content, intake_key }),
    signal: context.signal,
  })
  const reason = (await response.text()).replaceAll(intake_key, '***').replaceAll(api_key, '***').slice(0, 300)
  if (response.ok) return undefined
  const error = failure(response, { call: 'the intake', reason, instance: context.instance.name })
  return { reason: error.message, retryable: error instanceof RetryableError }
}
