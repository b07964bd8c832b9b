import { HookError, type JsonValue } from '@meshroom/hooks-sdk'
import { MeshroomError } from '@meshroom/model'
import type { PromptRequest } from '../../ports.ts'
import { cleanText } from '../clean-text.ts'
import type { Redactor } from '../redact.ts'
import { type Args, type AskContext, giveSecret, invalid, optionalText, type Service, text, texts } from './ask.ts'

/** As manifests have them: nothing that a shell would heed, as people copy it. */
const SETTING = /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/

/** Of a text in a question, in characters. */
const LONGEST = 1_000

const ask: Service = async (args, context) => {
  const question = questionIn(args)
  const request = requestFor(question, context)
  context.deadline.pause()
  try {
    const answer = await context.settings.services.prompter.ask(request)
    if (request.kind === 'secret' && typeof answer === 'string') giveSecret(answer, context)
    return asGiven(answer, { question, request })
  } catch (error) {
    return answerWithoutPerson(error, { question, context })
  } finally {
    context.deadline.resume()
  }
}

/** Questions to the person; the hook's time limit stands still meanwhile. */
export const promptServices: Readonly<Record<string, Service>> = { prompt: ask }

/** As the hook asked it. */
type Question = Pick<PromptRequest, 'kind' | 'message' | 'default' | 'choices'> & { readonly setting?: string }

function questionIn(args: Args): Question {
  const kind = text(args, 'kind')
  if (kind !== 'text' && kind !== 'secret' && kind !== 'confirm' && kind !== 'select')
    throw invalid('kind', 'a kind of question')
  const setting = optionalText(args, 'setting')
  if (setting !== undefined && !SETTING.test(setting)) throw invalid('setting', 'the name of a setting')
  return {
    kind,
    message: text(args, 'message'),
    ...defaultIn(args, kind),
    ...(kind === 'select' && { choices: choicesIn(args) }),
    ...(setting !== undefined && { setting }),
  }
}

/** As a person sees it: each text on a line, without secrets, under the name of the product, so that nobody takes it for a question of Meshroom. */
function requestFor(question: Question, context: AskContext): PromptRequest {
  const { redactor } = context.settings
  const show = (words: string) => shown(words, redactor)
  const answeredBy = flagFor(question, context)
  return {
    kind: question.kind,
    message: asks(context, show(question.message)),
    ...(question.default !== undefined && {
      default: typeof question.default === 'string' ? show(question.default) : question.default,
    }),
    ...(question.choices && { choices: question.choices.map(show) }),
    ...(answeredBy !== undefined && { flag: redactor.text(answeredBy) }),
  }
}

function asks({ settings }: AskContext, words: string): string {
  return `${settings.product.name} asks: ${words}`
}

function shown(words: string, redactor: Redactor): string {
  return shorten(redactor.text(cleanText(words)).replaceAll(/\s+/g, ' ').trim())
}

function shorten(line: string): string {
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`
}

interface Asked {
  readonly question: Question
  readonly request: PromptRequest
}

/** What a person chose or left as it was is what the hook offered, not how it was shown. */
function asGiven(answer: string | boolean, { question, request }: Asked): string | boolean {
  const choice = request.choices?.indexOf(String(answer)) ?? -1
  if (question.kind === 'select') return question.choices?.[choice] ?? answer
  return question.kind === 'text' && answer === request.default ? (question.default ?? answer) : answer
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
function flagFor({ kind, setting }: Question, { input }: AskContext): string | undefined {
  if (kind === 'confirm') return '--yes'
  if (setting === undefined || input.instance === undefined) return undefined
  const option = kind === 'secret' ? `-s ${setting}` : `-c ${setting}=VALUE`
  return `meshroom configure ${input.instance.name} ${option}`
}

/** What a person was shown, and so what the prompter says of it, tells which texts are secrets of other products: a hook is told its own words. */
function answerWithoutPerson(
  error: unknown,
  { question, context }: { readonly question: Question; readonly context: AskContext },
): JsonValue {
  if (!(error instanceof MeshroomError) || error.code !== 'INPUT_REQUIRED') throw error
  if (question.default !== undefined) return question.default
  const message = asks(context, shown(question.message, context.given))
  const flag = flagFor(question, context)
  throw new HookError('PROMPT_UNAVAILABLE', `nobody can be asked: ${message}`, {
    hint: flag === undefined ? 'run the command in a terminal' : `give it with ${context.given.text(flag)}`,
    cause: error,
  })
}
