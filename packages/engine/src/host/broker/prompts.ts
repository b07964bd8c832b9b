import { HookError, type JsonValue } from '@meshroom/hooks-sdk'
import { MeshroomError } from '@meshroom/model'
import type { PromptRequest } from '../../ports.ts'
import { cleanText } from '../clean-text.ts'
import { type Args, type AskContext, giveSecret, invalid, optionalText, type Service, text, texts } from './ask.ts'

const ask: Service = async (args, context) => {
  const request = requestIn(args, context)
  context.deadline.pause()
  try {
    const answer = await context.settings.services.prompter.ask(request)
    if (request.kind === 'secret' && typeof answer === 'string') giveSecret(answer, context)
    return answer
  } catch (error) {
    return answerWithoutPerson(error, request)
  } finally {
    context.deadline.resume()
  }
}

/** Questions to the person; the hook's time limit stands still meanwhile. */
export const promptServices: Readonly<Record<string, Service>> = { prompt: ask }

function requestIn(args: Args, context: AskContext): PromptRequest {
  const kind = text(args, 'kind')
  if (kind !== 'text' && kind !== 'secret' && kind !== 'confirm' && kind !== 'select')
    throw invalid('kind', 'a kind of question')
  const answeredBy = flagFor(kind, optionalText(args, 'setting'), context)
  return {
    kind,
    message: context.settings.redactor.text(cleanText(text(args, 'message'))),
    ...defaultIn(args, kind),
    ...(kind === 'select' && { choices: choicesIn(args) }),
    ...(answeredBy !== undefined && { flag: answeredBy }),
  }
}

function defaultIn(args: Args, kind: PromptRequest['kind']): Pick<PromptRequest, 'default'> {
  const value = args.default
  if (value === undefined) return {}
  if (kind === 'confirm' ? typeof value === 'boolean' : typeof value === 'string')
    return { default: value as string | boolean }
  throw invalid('default', kind === 'confirm' ? 'true or false' : 'a text')
}

function choicesIn(args: Args): readonly string[] {
  const choices = texts(args, 'choices')
  if (choices.length === 0) throw invalid('choices', 'a list with at least one text')
  return choices
}

/** What a person types so as not to be asked. */
function flagFor(kind: PromptRequest['kind'], setting: string | undefined, { input }: AskContext): string | undefined {
  if (kind === 'confirm') return '--yes'
  if (setting === undefined || input.instance === undefined) return undefined
  const option = kind === 'secret' ? `-s ${setting}` : `-c ${setting}=VALUE`
  return `meshroom configure ${input.instance.name} ${option}`
}

function answerWithoutPerson(error: unknown, { default: fallback, message, flag }: PromptRequest): JsonValue {
  if (!(error instanceof MeshroomError) || error.code !== 'INPUT_REQUIRED') throw error
  if (fallback !== undefined) return fallback
  throw new HookError('PROMPT_UNAVAILABLE', `nobody can be asked: ${message}`, {
    hint: error.hint ?? flag ?? 'run the command in a terminal',
    cause: error,
  })
}
