import type { ManifestKind } from '../schema-url.ts'
import { type Located, toPlain } from '../yaml/located.ts'
import type { YamlProblem } from '../yaml/yaml-problem.ts'
import { describeSchemaError } from './describe-schema-error.ts'
import { instance, integration, plug, product, type SchemaError, type Validator } from './validators.generated.js'

const VALIDATORS: Readonly<Record<ManifestKind, Validator>> = { product, integration, instance, plug }

/** Every breach of the schema of a manifest, each once. */
export function checkSchema(kind: ManifestKind, root: Located): readonly YamlProblem[] {
  const validate = VALIDATORS[kind]
  if (validate(toPlain(root))) return []
  const errors = onePerPlace(validate.errors ?? [])
  return errors.flatMap((error) => describeSchemaError(root, error) ?? [])
}

/** Parts of a schema that overlap say the same thing of the same place; a missing or unknown key is named in `params`. */
function onePerPlace(errors: readonly SchemaError[]): readonly SchemaError[] {
  const byPlace = new Map<string, SchemaError>()
  for (const error of errors) {
    const { missingProperty, additionalProperty } = error.params
    const place = JSON.stringify([error.instancePath, error.keyword, missingProperty, additionalProperty])
    if (!byPlace.has(place)) byPlace.set(place, error)
  }
  return [...byPlace.values()]
}
