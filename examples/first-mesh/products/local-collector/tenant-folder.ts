import type { HookContext, Settings } from '@meshroom/hooks-sdk'
import type { StoreReader } from './service/follow-store.ts'

/** The tenant's folder without a slash at its end. @throws Error when the instance has none */
export function folderOf(folder: Settings[string] | undefined): string {
  if (typeof folder !== 'string' || folder === '')
    throw new Error('the instance has no folder; set it with `meshroom configure`')
  return folder.replace(/(?<=.)\/+$/, '')
}

/** Reads a tenant's folder through Meshroom. */
export function tenantStore({ files }: HookContext, folder: string): StoreReader {
  return {
    async read(name, start, length) {
      const path = `${folder}/${name}`
      return (await files.exists(path)) ? files.readBytes(path, { start, length }) : new Uint8Array()
    },
    names: () => files.list(folder),
  }
}
