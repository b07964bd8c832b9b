import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where the program of a host lies, and what it has to read. */
export interface RunnerFiles {
  /** Absolute. */
  readonly runner: string
  /** URL of the SDK's module. */
  readonly sdk: string
  /** Folders, absolute. */
  readonly folders: readonly string[]
}

/** Finds runner and SDK beside this module: as TypeScript where the engine runs from its sources, else as built. */
export function locateRunner(here: string = import.meta.url): RunnerFiles {
  const fromSource = here.endsWith('.ts')
  const runner = fileURLToPath(new URL(fromSource ? './runner.ts' : './host/runner.js', here))
  const sdkFolder = dirname(createRequire(here).resolve('@meshroom/hooks-sdk/package.json'))
  const sdk = join(sdkFolder, fromSource ? 'src/index.ts' : 'dist/index.js')
  return { runner, sdk: pathToFileURL(sdk).href, folders: [dirname(dirname(runner)), dirname(sdk)] }
}
