import { HookError, type JsonValue } from '@meshroom/hooks-sdk'
import { type Service, text } from './ask.ts'

/** Outputs are kept in the project's state, which belongs in git. */
const LARGEST_OUTPUT = 64 * 1024
const LARGEST_OF_A_PLUG = 256 * 1024

/** What every object has in JavaScript, whatever was put into it. */
const TAKEN: readonly string[] = ['__proto__', 'constructor', 'prototype']

/**
 * Records an output of a hook, without secrets in its name or value.
 *
 * @throws HookError `OUTPUT_NAME_INVALID`, `OUTPUT_TOO_LARGE`
 */
export const putOutput: Service = async (args, context) => {
  const name = nameOf(context.settings.redactor.text(text(args, 'name')))
  const value = context.settings.redactor.json(args.value ?? null)
  refuseTooMuch({ ...context.input.plug?.outputs, ...context.outputs, [name]: value }, name)
  await context.output(name, value)
  return undefined
}

function nameOf(name: string): string {
  if (/^[^\p{Cc}\u2028\u2029]{1,100}$/u.test(name) && !TAKEN.includes(name)) return name
  throw new HookError('OUTPUT_NAME_INVALID', 'this is no name for an output', {
    hint: 'name it by a word of at most 100 characters, such as intake_uuid',
  })
}

function refuseTooMuch(outputs: Readonly<Record<string, JsonValue>>, name: string): void {
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
