import type { Settings } from '@meshroom/hooks-sdk'

/** A manifest to merge into the project. */
export interface ManifestData {
  readonly path: string
  readonly data: Settings
}
