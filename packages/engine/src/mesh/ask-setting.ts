import { MeshroomError, parseSettingValue, type Setting, type SettingValue, validateSettings } from '@meshroom/model'
import type { EnginePorts, PromptRequest } from '../ports.ts'

type AskPorts = Pick<EnginePorts, 'prompter' | 'emit'>

/** How often a person may mistype before the command gives up. */
const tries = 3

/**
 * Asks for one setting until the answer fits it.
 *
 * @param current offered as the answer; never for a secret
 * @returns undefined for an empty answer to a setting that is not required
 * @throws MeshroomError `INPUT_REQUIRED` when nobody can be asked; what is wrong with the answer after the third one
 */
export async function askSetting(
  setting: Setting,
  { ports, current }: { readonly ports: AskPorts; readonly current?: SettingValue | undefined },
): Promise<SettingValue | undefined> {
  const request = requestFor(setting, current)
  for (let left = tries; ; left--) {
    const answer = await ports.prompter.ask(request)
    if (answer === '' && !setting.required) return undefined
    try {
      return checkAnswer(setting, String(answer))
    } catch (error) {
      if (!(error instanceof MeshroomError) || left <= 1) throw error
      ports.emit({ type: 'warning', code: error.code, message: error.message })
    }
  }
}

/** The flag that answers for a setting without a terminal. */
export function flagOf({ name, secret }: Setting): string {
  return secret ? `-s ${name}` : `-c ${name}=<value>`
}

function checkAnswer(setting: Setting, answer: string): SettingValue {
  const value = parseSettingValue(setting, answer)
  const [problem] = validateSettings([setting], { [setting.name]: value }, { secrets: 'values' })
  if (problem !== undefined) throw new MeshroomError(problem.code, problem.message)
  if (setting.required && value === '') throw new MeshroomError('SETTING_MISSING', `${setting.name} has no value`)
  return value
}

function requestFor(setting: Setting, current: SettingValue | undefined): PromptRequest {
  const { name, title, description, secret } = setting
  const about = [title, description].find((text) => text !== undefined)
  const base = { message: about === undefined ? name : `${name} (${about})`, flag: flagOf(setting) }
  if (secret) return { ...base, kind: 'secret' }
  const choices = choicesOf(setting)
  const offered = current ?? setting.default
  const text = offered === undefined || offered === null ? undefined : asText(offered)
  if (choices === undefined || (!setting.required && text === undefined))
    return { ...base, kind: 'text', ...(text !== undefined && { default: text }) }
  return { ...base, kind: 'select', choices: choices.toSorted((a, b) => Number(b === text) - Number(a === text)) }
}

/** A boolean is a choice, not a confirmation: `--yes` must not answer it. */
function choicesOf({ type, enum: values }: Setting): string[] | undefined {
  if (values !== undefined) return values.map(asText)
  return type === 'boolean' ? ['true', 'false'] : undefined
}

function asText(value: SettingValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
