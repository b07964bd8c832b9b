import { existsSync } from 'node:fs'
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

/** From the module that starts hosts to the runner; a program that bundles the engine has it among its commands. */
const builtRunners = ['./host/runner.js', '../host/runner.js', '../../host/runner.js', '../../../host/runner.js']

/** Finds runner and SDK beside this module: as TypeScript where the engine runs from its sources, else as built. */
export function locateRunner(here: string = import.meta.url): RunnerFiles {
  const fromSource = here.endsWith('.ts')
  const runners = (fromSource ? ['./runner.ts'] : builtRunners).map((path) => fileURLToPath(new URL(path, here)))
  const runner = runners.find((path) => existsSync(path))
  if (runner === undefined) throw new Error(`the program that runs hooks is not beside ${here}`)
  const sdkFolder = dirname(createRequire(here).resolve('@meshroom/hooks-sdk/package.json'))
  const sdk = join(sdkFolder, fromSource ? 'src/index.ts' : 'dist/index.js')
  return { runner, sdk: pathToFileURL(sdk).href, folders: [dirname(dirname(runner)), dirname(sdk)] }
}
