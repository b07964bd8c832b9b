import { type ActionContext, HookError, type JsonValue } from '@meshroom/hooks-sdk'
import { pause } from '../api/pause.ts'
import { openApi, type SekoiaApi } from '../api/sekoia-api.ts'
import { asList, asRecord, asText, type JsonRecord } from '../json/narrow.ts'

/**
 * Runs a playbook on an alert and waits for its end.
 *
 * @returns the run and the runs of its nodes
 * @throws HookError `ARGUMENT_MISSING`, `PLAYBOOK_HAS_NO_TRIGGER`, `PLAYBOOK_FAILED`
 */
export async function runPlaybook(context: ActionContext): Promise<JsonValue> {
  const playbook_uuid = argument(context, 'playbook_uuid')
  const alert_uuid = argument(context, 'alert_uuid')
  const api = await openApi(context)
  const playbook = await api.get(`/v1/symphony/playbooks/${playbook_uuid}`)
  const before = new Set((await runsOf(api, playbook_uuid)).map(({ uuid }) => uuid))
  await api.post(`/v1/symphony/trigger-configurations/${triggerOf(playbook)}`, { event: { alert_uuid, playbook_uuid } })
  const run = await finishedRun(api, context, { playbook: playbook_uuid, before })
  const nodes = await Promise.all(nodeRunsOf(run).map((uuid) => api.get(`/v1/symphony/node-runs/${uuid}`)))
  if (isFailed(run)) throw failed(playbook, nodes)
  return { run, nodes }
}

function argument({ arguments: given }: ActionContext, name: string): string {
  const value = asText(given[name])
  if (!value) throw new HookError('ARGUMENT_MISSING', `missing: ${name}`, { hint: `add -p ${name}=…` })
  return value
}

async function runsOf(api: SekoiaApi, playbook: string): Promise<JsonRecord[]> {
  const { items } = await api.get('/v1/symphony/playbook-runs', { 'match[playbook_uuid]': playbook })
  return asList(items).map(asRecord)
}

/** The configuration of the playbook's trigger, in whichever of its nodes it stands. */
function triggerOf(playbook: JsonRecord): string {
  const nodes = Array.isArray(playbook.nodes) ? playbook.nodes : Object.values(asRecord(playbook.nodes))
  const found = [playbook, ...nodes.map(asRecord)].flatMap((node) => asText(node.trigger_configuration_uuid) ?? [])
  if (found[0]) return found[0]
  throw new HookError('PLAYBOOK_HAS_NO_TRIGGER', `nothing starts the playbook "${String(playbook.name)}"`, {
    hint: 'give it a trigger in Sekoia.io',
  })
}

interface Awaited {
  readonly playbook: string
  readonly before: ReadonlySet<unknown>
}

const ended = /^(finished|success|succeeded|failed|failure|error|stopped|canceled)$/i

async function finishedRun(
  api: SekoiaApi,
  { signal, progress }: ActionContext,
  { playbook, before }: Awaited,
): Promise<JsonRecord> {
  for (let wait = 100; ; wait = Math.min(wait * 1.5, 3000)) {
    const run = (await runsOf(api, playbook)).find(({ uuid }) => !before.has(uuid))
    progress(run ? `the playbook is ${String(run.status)}` : 'waiting for the playbook to start')
    if (run && ended.test(String(run.status))) return run
    await pause(wait, signal)
  }
}

function nodeRunsOf(run: JsonRecord): string[] {
  return asList(run.node_runs).flatMap((node) => asText(node) ?? asText(asRecord(node).uuid) ?? [])
}

function isFailed(run: JsonRecord): boolean {
  return /^(fail|error)/i.test(String(run.status))
}

function failed(playbook: JsonRecord, nodes: readonly JsonRecord[]): HookError {
  const node = nodes.find(isFailed)
  const why = node ? `: ${String(node.name ?? 'a node')}: ${asText(node.error) ?? String(node.status)}` : ''
  return new HookError('PLAYBOOK_FAILED', `the playbook "${String(playbook.name)}" failed${why}`)
}
