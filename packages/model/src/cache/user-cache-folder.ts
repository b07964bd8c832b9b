import { homedir } from 'node:os'
import { join } from 'node:path'

/** The person's own folder for what can be made again: `$XDG_CACHE_HOME/meshroom`. Undefined for somebody without a home. */
export function userCacheFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const base = env.XDG_CACHE_HOME || (process.platform === 'win32' && env.LOCALAPPDATA)
  if (base) return join(base, 'meshroom')
  try {
    return join(env.HOME || homedir(), '.cache', 'meshroom')
  } catch {
    return undefined
  }
}
