import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { PlugRef } from '../plan/plan.ts'

/** Where the settings of environments stand, relative to the project. */
const folder = 'environments'

/** Where the settings of an environment may stand, relative to the project; of two files the first counts. */
export function overlayFiles(environment: string): readonly string[] {
  return [`${folder}/${environment}.yaml`, `${folder}/${environment}.yml`]
}

/** A file with the settings of an environment. */
export interface OverlayFile {
  readonly environment: string
  /** Relative to the project. */
  readonly file: string
}

/** Every environment that has a file of settings, by name. */
export async function listOverlayFiles(root: string): Promise<readonly OverlayFile[]> {
  const names = new Set(await readdir(join(root, folder)).catch(() => []))
  const environments = [...names].flatMap((name) => /^([^.].*)\.ya?ml$/.exec(name)?.[1] ?? [])
  return [...new Set(environments)].sort().flatMap((environment) => {
    const file = overlayFiles(environment).find((each) => names.has(each.slice(folder.length + 1)))
    return file === undefined ? [] : [{ environment, file }]
  })
}

/** `SOURCE/DESTINATION/TOPIC`, and the mode where it is pull: what an overlay calls a plug. */
export function overlayName({ source, destination, topic, mode }: PlugRef): string {
  return `${source}/${destination}/${topic}${mode === 'pull' ? '/pull' : ''}`
}

/** That a plug is push may be said. */
export function withoutPush(name: string): string {
  return name.replace(/\/push$/, '')
}
