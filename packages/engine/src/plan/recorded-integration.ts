import type { JsonValue, Settings } from '@meshroom/hooks-sdk'
import type { Integration } from '@meshroom/model'
import type { RecordedIntegration, RecordedStep } from '../state/plug-state.ts'

/** What is kept of an integration, so that its teardown works when the manifest is gone. */
export function recordIntegration(integration: Integration): RecordedIntegration {
  const { topic, role, mode, format, ownsBoth, file } = integration
  return {
    ...(topic !== undefined && { topic }),
    role,
    mode,
    ...(format !== undefined && { format }),
    ownsBoth,
    manifest: manifestOf(integration),
    file,
  }
}

/** The manifest as JSON. Its `settings` describe settings; their values are not here. */
export function manifestOf({ extra, format, ownsBoth, settings }: Integration): Settings {
  return toJson({
    ...extra,
    ...(format !== undefined && { format }),
    ...(ownsBoth && { owns_both: true }),
    ...(settings.length > 0 && { settings }),
  })
}

/** Reads a recorded integration back as the model has it. */
export function asIntegration(
  recorded: RecordedIntegration,
  { product, target }: Pick<RecordedStep, 'product' | 'target'>,
): Integration {
  const { topic, role, mode, format, ownsBoth, manifest, file } = recorded
  return {
    product,
    target,
    ...(topic !== undefined && { topic }),
    role,
    mode,
    ...(format !== undefined && { format }),
    settings: [],
    ownsBoth,
    extra: manifest,
    file,
  }
}

/** Plain JSON: what JSON cannot say is left out. */
export function toJson(value: Readonly<Record<string, unknown>>): Settings {
  const json: JsonValue = JSON.parse(JSON.stringify(value))
  return json as Settings
}
