import { type ActionContext, HookError } from '@meshroom/hooks-sdk'
import { asUuid } from '../catalogue/catalogue.ts'
import { asRecord, asText, byText } from '../json/narrow.ts'

/**
 * Which action is meant: the one of the plug's integration, or for an instance alone the one whose UUID, topic or name was given.
 *
 * @returns its UUID
 * @throws HookError `ACTION_UNKNOWN`, `ACTION_AMBIGUOUS` with the commands that tell them apart
 */
export async function findAction(context: ActionContext): Promise<string> {
  const uuid = asUuid(context.integration?.manifest.automation_action_uuid) ?? asUuid(context.topic)
  if (uuid) return uuid
  const known = await knownActions(context)
  const wanted = context.topic.toLowerCase()
  const matching = known.filter(({ topic, name }) => topic.toLowerCase() === wanted || name.toLowerCase() === wanted)
  const [first] = matching
  if (first && new Set(matching.map((action) => action.uuid)).size === 1) return first.uuid
  throw first ? ambiguous(context, matching) : unknown(context)
}

interface KnownAction {
  readonly uuid: string
  readonly topic: string
  readonly name: string
  readonly target: string
}

const shape = /([^/]+)\/([^/]+)_trigger\.ya?ml$/

async function knownActions({ files }: ActionContext): Promise<KnownAction[]> {
  const folder = 'products/sekoia/integrations'
  const paths = (await files.list(folder)).filter((path) => shape.test(path)).map((path) => `${folder}/${path}`)
  const manifests = await files.readManifests(paths)
  return manifests.flatMap(({ path, data }) => {
    const [, target = '', topic = ''] = shape.exec(path) ?? []
    const manifest = asRecord(data)
    const uuid = asUuid(manifest.automation_action_uuid)
    return uuid ? [{ uuid, topic, target, name: asText(manifest.name) ?? topic }] : []
  })
}

function ambiguous({ topic, instance }: ActionContext, matching: readonly KnownAction[]): HookError {
  const commands = matching.map((action) => `meshroom trigger ${action.uuid} ${instance.name}  # ${action.target}`)
  return new HookError('ACTION_AMBIGUOUS', `"${topic}" is an action of ${matching.length} products`, {
    hint: commands.sort(byText).join('\n'),
  })
}

function unknown({ topic, instance }: ActionContext): HookError {
  return new HookError('ACTION_UNKNOWN', `${instance.name} knows no action "${topic}"`, {
    hint: 'meshroom list integrations sekoia --role trigger',
  })
}
