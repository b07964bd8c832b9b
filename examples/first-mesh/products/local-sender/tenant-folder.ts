import type { Settings } from '@meshroom/hooks-sdk'

/** The tenant's folder without a slash at its end. @throws Error when the instance has none */
export function folderOf(folder: Settings[string] | undefined): string {
  if (typeof folder !== 'string' || folder === '')
    throw new Error('the instance has no folder; set it with `meshroom configure`')
  return folder.replace(/(?<=.)\/+$/, '')
}
