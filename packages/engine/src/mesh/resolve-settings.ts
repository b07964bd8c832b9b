import { isDeepStrictEqual } from 'node:util'
import {
  findSecrets,
  MeshroomError,
  parseSettingValue,
  type Setting,
  type SettingProblem,
  type SettingValue,
  settingPath,
  suggestName,
  validateSettings,
} from '@meshroom/model'
import type { EnginePorts } from '../ports.ts'
import { askSetting, flagOf } from './ask-setting.ts'

/** What a person gave on the command line: texts, to be converted by the schema. */
export interface GivenSettings {
  readonly settings: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
}

export interface ResolveInput extends GivenSettings {
  readonly schema: readonly Setting[]
  /** Values that are there already. */
  readonly current: Readonly<Record<string, SettingValue>>
  /** Secrets that are there already, by name. */
  readonly known: readonly string[]
  /** `missing`: only what is required and absent; `offer`: what has a default too; `all`: everything, with what it is now as the default. */
  readonly ask: 'missing' | 'offer' | 'all'
  readonly ports: Pick<EnginePorts, 'prompter' | 'emit'>
}

/** What is to be written. Defaults are not in it unless somebody said them. */
export interface ResolvedSettings {
  readonly settings: Readonly<Record<string, SettingValue>>
  readonly secrets: Readonly<Record<string, string>>
}

/**
 * Converts and checks what was given, and asks for what is missing. Nothing is written; whatever is wrong is said before anything is.
 *
 * @throws MeshroomError `SETTING_UNKNOWN`, `SETTING_IS_SECRET`, `SETTING_NOT_SECRET`, `SETTING_WRONG_TYPE` and the other codes of
 * `validateSettings`, with `data.problems`; `INPUT_REQUIRED` naming every flag that is missing, when nobody can be asked
 */
export async function resolveSettings(input: ResolveInput): Promise<ResolvedSettings> {
  const given = convertGiven(input)
  checkSecretNames(input)
  const asked = await askFor(input, given)
  const settings = { ...given, ...asked.settings }
  refuseNestedSecrets(input.schema, settings)
  const secrets = { ...input.secrets, ...asked.secrets }
  refuseProblems([
    ...validateSettings(input.schema, { ...input.current, ...settings }, { unknown: 'ignore' }),
    ...checkSecrets(input.schema, secrets),
  ])
  return { settings, secrets }
}

function convertGiven({ schema, settings }: ResolveInput): Record<string, SettingValue> {
  const given = Object.fromEntries(
    Object.entries(settings).map(([name, text]) => {
      const setting = schema.find((each) => each.name === name)
      if (setting === undefined) throw unknownSetting(name, schema)
      if (setting.secret) throw isSecret(name)
      return [name, parseSettingValue(setting, text)]
    }),
  )
  refuseNestedSecrets(schema, given)
  refuseProblems(
    validateSettings(schema, given, { unknown: 'report', missing: 'ignore' }).filter(
      ({ code }) => code === 'SETTING_UNKNOWN',
    ),
  )
  return given
}

/** A secret within an object or a list would be written to the manifest with it. */
function refuseNestedSecrets(schema: readonly Setting[], settings: Readonly<Record<string, SettingValue>>): void {
  const [path] = findSecrets(schema, settings)
  if (path !== undefined) throw isSecret(settingPath(path))
}

/** A secret that no setting declares is kept all the same, as a hook may ask for it, unless it looks like a slip. */
function checkSecretNames({ schema, secrets }: ResolveInput): void {
  for (const name of Object.keys(secrets)) {
    const setting = schema.find((each) => each.name === name)
    if (setting !== undefined && !setting.secret)
      throw new MeshroomError('SETTING_NOT_SECRET', `${name} is not a secret`, {
        hint: `give it with ${flagOf(setting)}`,
      })
    const declared = schema.filter((each) => each.secret).map((each) => each.name)
    if (setting === undefined && suggestName(name, declared) !== undefined) throw unknownSetting(name, schema)
  }
}

function unknownSetting(name: string, schema: readonly Setting[]): MeshroomError {
  const names = schema.map((setting) => setting.name)
  const near = suggestName(name, names)
  const known = names.length === 0 ? 'it has no settings' : `there are ${names.join(', ')}`
  return new MeshroomError('SETTING_UNKNOWN', `"${name}" is not a setting`, {
    hint: near === undefined ? known : `did you mean "${near}"?`,
    data: { name, suggestions: near === undefined ? [] : [near], settings: names },
  })
}

function isSecret(name: string): MeshroomError {
  return new MeshroomError('SETTING_IS_SECRET', `${name} is a secret and must not stand on a command line`, {
    hint: `give it with -s ${name} and one line of standard input; what was typed is in the shell's history`,
  })
}

async function askFor(input: ResolveInput, given: Readonly<Record<string, SettingValue>>): Promise<ResolvedSettings> {
  const settings: Record<string, SettingValue> = {}
  const secrets: Record<string, string> = {}
  const unanswered: Setting[] = []
  for (const setting of input.schema.filter((each) => isAsked(each, input, given))) {
    const current = input.current[setting.name]
    const answer = await askOr(setting, { input, current, unanswered })
    if (answer === undefined) continue
    if (setting.secret) secrets[setting.name] = String(answer)
    else if (!isDeepStrictEqual(answer, current ?? setting.default)) settings[setting.name] = answer
  }
  if (unanswered.length > 0) throw inputRequired(unanswered)
  return { settings, secrets }
}

function isAsked(setting: Setting, input: ResolveInput, given: Readonly<Record<string, SettingValue>>): boolean {
  const { name, secret, required } = setting
  const isGiven = secret ? Object.hasOwn(input.secrets, name) : Object.hasOwn(given, name)
  if (isGiven) return false
  if (input.ask === 'all' || (input.ask === 'offer' && setting.default !== undefined)) return true
  const isThere = secret ? input.known.includes(name) : input.current[name] !== undefined
  return required && !isThere
}

/** What nobody can be asked for is collected when it is required, so that all of it is named at once, and left as it is else. */
async function askOr(
  setting: Setting,
  { input, current, unanswered }: { input: ResolveInput; current: SettingValue | undefined; unanswered: Setting[] },
): Promise<SettingValue | undefined> {
  try {
    return await askSetting(setting, { ports: input.ports, current })
  } catch (error) {
    if (!(error instanceof MeshroomError) || error.code !== 'INPUT_REQUIRED') throw error
    const isThere = setting.secret ? input.known.includes(setting.name) : current !== undefined
    if (setting.required && !isThere) unanswered.push(setting)
    return undefined
  }
}

function inputRequired(settings: readonly Setting[]): MeshroomError {
  const names = settings.map(({ name }) => name)
  const secrets = settings.filter(({ secret }) => secret).length
  const lines = secrets === 0 ? '' : `, and ${secrets === 1 ? 'one line' : `${secrets} lines`} on standard input`
  return new MeshroomError('INPUT_REQUIRED', `nobody can be asked here for ${names.join(', ')}`, {
    hint: `give ${settings.map(flagOf).join(' ')}${lines}`,
    data: { settings: names },
  })
}

function checkSecrets(
  schema: readonly Setting[],
  secrets: Readonly<Record<string, string>>,
): readonly SettingProblem[] {
  const given = schema.filter(({ name, secret }) => secret && Object.hasOwn(secrets, name))
  const values = Object.fromEntries(
    given.map((setting) => [setting.name, parseSettingValue(setting, secrets[setting.name] ?? '')]),
  )
  return validateSettings(given, values, { secrets: 'values', unknown: 'ignore' })
}

function refuseProblems(problems: readonly SettingProblem[]): void {
  const [first] = problems
  if (first === undefined) return
  throw new MeshroomError(first.code, problems.map(({ message }) => message).join('; '), {
    ...(first.hint !== undefined && { hint: first.hint }),
    data: { problems },
  })
}
