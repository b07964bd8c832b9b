import { HookError, type JsonValue } from '@meshroom/hooks-sdk'
import { type AskContext, type Service, text } from './ask.ts'

/** Outputs are kept in the project's state, which belongs in git. */
const LARGEST_OUTPUT = 64 * 1024
const LARGEST_OF_A_PLUG = 256 * 1024

/** What every object has in JavaScript, whatever was put into it. */
const TAKEN: readonly string[] = ['__proto__', 'constructor', 'prototype']

type Outputs = Readonly<Record<string, JsonValue>>

/**
 * What calls have put out so far, by what is kept of it: without what their own products were given, and nothing else. What is too much is measured
 * by that, so that no limit says whether a text is another product's secret.
 */
const toldSoFar = new WeakMap<Outputs, Outputs>()

/**
 * Records an output of a hook, without secrets in its name or value.
 *
 * @throws HookError `OUTPUT_NAME_INVALID`, `OUTPUT_TOO_LARGE`
 */
export const putOutput: Service = async (args, context) => {
  const { redactor } = context.settings
  const [name, value] = [text(args, 'name'), args.value ?? null]
  tell(nameOf(context.given.text(name)), { value: context.given.json(value), context })
  await context.output(redactor.text(name), redactor.json(value))
  return undefined
}

function tell(name: string, { value, context }: { readonly value: JsonValue; readonly context: AskContext }): void {
  const told = { ...toldSoFar.get(context.outputs), [name]: value }
  refuseTooMuch({ ...context.input.plug?.outputs, ...told }, name)
  toldSoFar.set(context.outputs, told)
}

function nameOf(name: string): string {
  if (/^[^\p{Cc}\u2028\u2029]{1,100}$/u.test(name) && !TAKEN.includes(name)) return name
  throw new HookError('OUTPUT_NAME_INVALID', 'this is no name for an output', {
    hint: 'name it by a word of at most 100 characters, such as intake_uuid',
  })
}

function refuseTooMuch(outputs: Outputs, name: string): void {
  const size = sizeOf(outputs[name])
  if (size > LARGEST_OUTPUT) throw tooLarge(`the output ${name} has ${size} bytes, and ${LARGEST_OUTPUT} are the limit`)
  const all = sizeOf(outputs)
  if (all > LARGEST_OF_A_PLUG)
    throw tooLarge(`with ${name} the outputs of the plug have ${all} bytes, and ${LARGEST_OF_A_PLUG} are the limit`)
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '')
}

function tooLarge(message: string): HookError {
  return new HookError('OUTPUT_TOO_LARGE', message, {
    hint: 'put out what names the thing on the tenant, not the thing itself',
  })
}
