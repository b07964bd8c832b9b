import { HookError } from '@meshroom/hooks-sdk'
import type { SecretOwner } from '../../ports.ts'
import type { Redactor } from '../redact.ts'
import { type Args, type AskContext, flag, giveSecret, invalid, type Service, text } from './ask.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/

/** Larger values are no secrets of a tenant; looking for them in all that is said would take too long. */
const LARGEST = 64 * 1024
/** Of what hooks set by one host. */
const MOST = 1024 * 1024

/** Bytes that hooks have set, by what knows the secrets of their host. */
const setSoFar = new WeakMap<Redactor, number>()

const get: Service = async (args, context) => {
  const name = nameIn(args)
  const owner = ownerIn(args, context)
  const value = owner && (await context.settings.services.secrets.get(owner, name))
  if (value === undefined) {
    if (flag(args, 'optional')) return null
    throw missing(name, owner)
  }
  giveSecret(value, context)
  return value
}

const set: Service = async (args, context) => {
  const name = nameIn(args)
  const owner = ownerIn(args, context)
  const { value } = args
  if (owner === undefined || (value !== null && typeof value !== 'string'))
    throw invalid('value', 'a text, or null to forget it')
  if (value === null) return void (await context.settings.services.secrets.forget(owner, [name]))
  refuseTooMuch(value, name, context)
  giveSecret(value, context)
  await context.settings.services.secrets.set(owner, { [name]: value })
  return undefined
}

/** Secrets of the instance and of the plug that the hook acts on; there is no way to name another one. */
export const secretServices: Readonly<Record<string, Service>> = { 'secret.get': get, 'secret.set': set }

/** @throws HookError `SECRET_TOO_LARGE` */
function refuseTooMuch(value: string, name: string, { given }: AskContext): void {
  const size = Buffer.byteLength(value)
  const all = (setSoFar.get(given) ?? 0) + size
  const hint = 'set the token or the key itself: what is larger is no secret of a tenant'
  if (size > LARGEST)
    throw new HookError('SECRET_TOO_LARGE', `${name} would have ${size} bytes, and ${LARGEST} are the limit`, { hint })
  if (all > MOST)
    throw new HookError(
      'SECRET_TOO_LARGE',
      `with ${name} the secrets set so far have ${all} bytes, and ${MOST} are the limit`,
      { hint },
    )
  setSoFar.set(given, all)
}

function nameIn(args: Args): string {
  const name = text(args, 'name')
  if (NAME.test(name)) return name
  throw invalid('name', 'letters, digits, "_", "." and "-", beginning with a letter or "_"')
}

/** @throws HookError `SECRET_DENIED` when it is not of the hook's own product */
function ownerIn(args: Args, { input, settings }: AskContext): SecretOwner | undefined {
  const { instance, plug } = input
  const { name: product } = settings.product
  if (instance === undefined) return undefined
  if (instance.product !== product) {
    throw new HookError(
      'SECRET_DENIED',
      `${instance.name} is of ${instance.product}: hooks of ${product} have no part in its secrets`,
    )
  }
  if (text(args, 'owner') === 'instance') return { kind: 'instance', product, instance: instance.name }
  if (plug === undefined) throw new HookError('SECRET_DENIED', 'there is no plug in this call')
  const { source, destination, topic, mode } = plug
  if (source !== instance.name && destination !== instance.name) {
    throw new HookError('SECRET_DENIED', `${instance.name} is not a side of the plug from ${source} to ${destination}`)
  }
  return { kind: 'plug', source, destination, topic, mode }
}

function missing(name: string, owner: SecretOwner | undefined): HookError {
  if (owner === undefined)
    return new HookError('SECRET_MISSING', `${name} has no value: the product has no instance yet`)
  const words = owner.kind === 'instance' ? owner.instance : `${owner.source} ${owner.destination} ${owner.topic}`
  return new HookError('SECRET_MISSING', `${name} of ${words} has no value`, {
    hint: `meshroom configure ${words} -s ${name}`,
  })
}
