import { given } from '../given.ts'
import type { Capability, ConstraintValue, HttpCall, Mode, Role } from '../manifests/capability.ts'
import { compareNames } from '../names/compare-names.ts'
import type { Located, LocatedMap } from '../yaml/located.ts'
import { type ManifestSource, placeOf, report } from './manifest-source.ts'
import { entriesOf, takeMap, takeNode, takeString } from './take.ts'

/** The sections of a definition, in the order in which capabilities are listed. */
export const SECTIONS = [
  ['consumes', 'consumer'],
  ['produces', 'producer'],
  ['triggers', 'trigger'],
  ['executes', 'executor'],
] as const satisfies readonly (readonly [string, Role])[]

/** Keys of a capability that say what it is; every other scalar key narrows it. */
const NOT_CONSTRAINTS = new Set(['topic', 'mode', 'format', 'url', 'method', 'headers', 'auth', 'title', 'description'])

/**
 * Reads `consumes`, `produces`, `triggers` and `executes`. Below a topic stands a list of capabilities, one capability,
 * or nothing (one capability without constraints); a list right below the section, and the topics `""` and `"*"`, are
 * capabilities of any topic.
 */
export function readCapabilities(source: ManifestSource): readonly Capability[] {
  return SECTIONS.flatMap(([section, role]) => {
    const node = takeNode(source.root, section)
    if (node?.kind === 'list') return readTopic(source, node, { role, topic: undefined })
    return entriesOf(node).flatMap(({ key, value, keyOffset }) =>
      readTopic(source, value, { role, topic: topicOf(key), keyOffset }),
    )
  })
}

interface TopicContext {
  readonly role: Role
  readonly topic: string | undefined
  readonly keyOffset?: number
}

function topicOf(key: string): string | undefined {
  return isAnyTopic(key) ? undefined : key
}

/** True for the keys that stand for any topic: none at all, and the star. */
export function isAnyTopic(key: string): boolean {
  return key === '' || key === '*' || key === '~' || key === 'null'
}

function readTopic(source: ManifestSource, node: Located, context: TopicContext): readonly Capability[] {
  if (node.kind === 'list') return node.items.flatMap((item) => readCapability(source, item, context))
  return readCapability(source, node, context)
}

function readCapability(source: ManifestSource, node: Located, context: TopicContext): readonly Capability[] {
  const mode = readMode(node)
  if (mode === undefined || (node.kind === 'scalar' && node.value !== null) || node.kind === 'list') return []
  const offset = node.kind === 'scalar' ? (context.keyOffset ?? node.offset) : node.offset
  return [
    {
      role: context.role,
      ...given('topic', context.topic ?? topicOf(takeString(node, 'topic') ?? '')),
      mode,
      ...given('format', takeString(node, 'format')),
      constraints: node.kind === 'map' ? readConstraints(source, node) : {},
      ...given('http', readHttpCall(node)),
      place: placeOf(source, offset),
    },
  ]
}

/** Push unless it says otherwise; undefined when it says what is no mode. */
export function readMode(node: Located): Mode | undefined {
  const mode = takeNode(node, 'mode')
  if (mode === undefined || (mode.kind === 'scalar' && mode.value === null)) return 'push'
  return mode.kind === 'scalar' && (mode.value === 'push' || mode.value === 'pull') ? mode.value : undefined
}

function readConstraints(source: ManifestSource, node: LocatedMap): Readonly<Record<string, ConstraintValue>> {
  const constraints: [string, ConstraintValue][] = []
  for (const { key, value } of node.entries.values()) {
    if (NOT_CONSTRAINTS.has(key) || value.kind !== 'scalar' || value.value === null) continue
    if (typeof value.value === 'number' && !Number.isFinite(value.value)) reportNoNumber(source, key, value.offset)
    else constraints.push([key, value.value])
  }
  return Object.fromEntries(constraints.sort(([a], [b]) => compareNames(a, b)))
}

/** `.nan` equals nothing, not even itself, so that nothing could ever meet it. */
function reportNoNumber(source: ManifestSource, key: string, offset: number): void {
  report(source, {
    severity: 'error',
    code: 'CONSTRAINT_INVALID',
    message: `${key} is no number that another capability could have`,
    hint: `write a finite number, or leave ${key} out where any will do`,
    offset,
  })
}

function readHttpCall(node: Located): HttpCall | undefined {
  const url = takeString(node, 'url')
  const method = takeString(node, 'method')
  if (url === undefined || method === undefined) return undefined
  return {
    url,
    method: method.toUpperCase(),
    ...given('headers', readHeaders(takeMap(node, 'headers'))),
    ...given('auth', readAuth(takeNode(node, 'auth'))),
  }
}

function readHeaders(node: LocatedMap | undefined): Readonly<Record<string, string>> | undefined {
  if (node === undefined) return undefined
  const headers = entriesOf(node).flatMap(({ key, value }) =>
    value.kind === 'scalar' && value.value !== null ? [[key, String(value.value)] as const] : [],
  )
  return Object.fromEntries(headers)
}

const SCHEMES = new Set<string>(['bearer', 'basic', 'header'] satisfies NonNullable<HttpCall['auth']>['scheme'][])

function readAuth(node: Located | undefined): HttpCall['auth'] {
  if (node?.kind === 'scalar' && typeof node.value === 'string') return { secret: node.value, scheme: 'bearer' }
  const secret = takeString(node, 'secret')
  if (secret === undefined) return undefined
  const scheme = takeString(node, 'scheme') ?? 'bearer'
  return isScheme(scheme) ? { secret, scheme, ...given('name', takeString(node, 'name')) } : undefined
}

function isScheme(text: string): text is NonNullable<HttpCall['auth']>['scheme'] {
  return SCHEMES.has(text)
}
