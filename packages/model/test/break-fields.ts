import { renderManifest } from '../src/edit/render-manifest.ts'
import type { JsonObject, JsonValue } from '../src/json-value.ts'
import { checkManifest } from '../src/read/check-manifest.ts'
import { parseManifest } from '../src/read/parse-manifest.ts'
import type { ManifestKind } from '../src/schema-url.ts'

export type Path = readonly (string | number)[]

/** What is wrong with a manifest after one field of it was given another value: `MANIFEST_WRONG_TYPE 7 "  git: 3"`, code, line and text. */
export function breakField(
  kind: ManifestKind,
  valid: JsonObject,
  [path, value]: readonly [Path, JsonValue | undefined],
): string[] {
  const text = renderManifest(kind, setAt(valid, path, value) as JsonObject)
  const source = parseManifest('x.yaml', Buffer.from(text))
  checkManifest(kind, source)
  return source.diagnostics.map(({ code, line }) => `${code} ${text.split('\n')[line - 1]!.trim()}`)
}

/** `undefined` takes the field away. */
function setAt(data: JsonValue, [step, ...rest]: Path, value: JsonValue | undefined): JsonValue | undefined {
  if (step === undefined) return value
  if (Array.isArray(data)) return data.map((item, index) => (index === step ? setAt(item, rest, value)! : item))
  const object = data as JsonObject
  const changed = setAt(object[step] ?? {}, rest, value)
  const entries = Object.entries({ ...object, [step]: changed }).filter(([, one]) => one !== undefined)
  return Object.fromEntries(entries) as JsonObject
}
