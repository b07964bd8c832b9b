import { HookError, type SideContext } from '@meshroom/hooks-sdk'
import { asList, asRecord, asText, type JsonRecord, textsOf } from '../json/narrow.ts'
import { toTypedValue } from './to-typed-value.ts'

/**
 * The values of an integration's connector: what the plug was given, then defaults.
 *
 * @throws HookError `SETTING_MISSING` naming the flag
 */
export async function connectorValues(context: SideContext): Promise<JsonRecord> {
  const { manifest } = context.integration
  return collect(context, { names: textsOf(manifest.connector_settings), required: requiredOf(manifest) })
}

/**
 * The values of a module's configuration: what the plug was given, then what the third party's tenant has in its manifest, then defaults. A
 * secret that nobody gave is asked for, once, and kept with the plug.
 *
 * @throws HookError `SETTING_MISSING` naming the flag
 */
export async function moduleValues(context: SideContext): Promise<JsonRecord> {
  const { manifest } = context.integration
  return collect(context, {
    names: textsOf(manifest.module_settings),
    required: new Set(textsOf(manifest.module_required)),
  })
}

interface Wanted {
  readonly names: readonly string[]
  readonly required: ReadonlySet<string>
}

async function collect(context: SideContext, { names, required }: Wanted): Promise<JsonRecord> {
  const values: [string, JsonRecord[string]][] = []
  for (const name of names) {
    const setting = settingOf(context, name)
    const value = await valueFor(context, setting, required.has(name))
    if (value !== undefined) values.push([name, value])
  }
  return Object.fromEntries(values)
}

function settingOf({ integration }: SideContext, name: string): JsonRecord {
  return (
    asList(integration.manifest.settings)
      .map(asRecord)
      .find((setting) => setting.name === name) ?? { name }
  )
}

async function valueFor(
  context: SideContext,
  setting: JsonRecord,
  required: boolean,
): Promise<JsonRecord[string] | undefined> {
  const name = asText(setting.name) ?? ''
  if (setting.secret === true) {
    const secret = (await secretOf(context, name)) ?? (required ? await ask(context, setting) : undefined)
    return secret === undefined ? undefined : toTypedValue(secret, setting)
  }
  const given = context.plug.settings[name] ?? context.peer?.settings[name] ?? setting.default
  if (given !== undefined && given !== null) return given
  return required ? toTypedValue(await ask(context, setting), setting) : undefined
}

async function secretOf({ plug }: SideContext, name: string): Promise<string | undefined> {
  return plug.secret(name).catch((error: unknown) => {
    if (error instanceof HookError && error.code === 'SECRET_MISSING') return undefined
    throw error
  })
}

async function ask({ plug, integration, prompt }: SideContext, setting: JsonRecord): Promise<string> {
  const name = asText(setting.name) ?? ''
  const message = `${name} of ${integration.target}${asText(setting.description) ? ` (${asText(setting.description)})` : ''}`
  const secret = setting.secret === true
  const answer = await (secret ? prompt.secret({ message }) : prompt.text({ message })).catch((cause: unknown) => {
    const flag = secret ? `-s ${name}` : `-c ${name}=…`
    throw new HookError('SETTING_MISSING', `Sekoia.io needs ${name} to reach ${integration.target}`, {
      hint: `meshroom configure ${plug.source} ${plug.destination} ${plug.topic} ${flag}`,
      cause,
    })
  })
  if (secret) await plug.setSecret(name, answer)
  return answer
}

/** As the engine reads it: without a default required, unless it says otherwise. */
function requiredOf(manifest: JsonRecord): ReadonlySet<string> {
  const settings = asList(manifest.settings).map(asRecord)
  const required = settings.filter((setting) => setting.required !== false && setting.default === undefined)
  return new Set(required.flatMap(({ name }) => asText(name) ?? []))
}
