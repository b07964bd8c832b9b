import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'

/** The engine of now with the program of the tests, as one built thing: a process of it starts in a third of the time that sources take. */
export interface BuiltOperations {
  /** Arguments of Node, before those of the program. */
  readonly program: readonly string[]
  /** Where processes share what Node has compiled. */
  readonly compileCache: string
  remove(): Promise<void>
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

const sdk = 'node_modules/@meshroom/hooks-sdk'

/** What libraries in CommonJS ask for. */
const banner = {
  js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url)",
}

/** Builds from the sources as they are, into a folder that lacks nothing: the runner of hosts and the SDK lie where the engine looks for them. */
export async function buildOperations(): Promise<BuiltOperations> {
  const folder = await mkdtemp(join(tmpdir(), 'meshroom-crash-built-'))
  await build({
    config: false,
    silent: true,
    entry: {
      operations: here('run-operations.ts'),
      trace: here('trace-changes.ts'),
      'host/runner': here('../../src/host/runner.ts'),
      [`${sdk}/dist/index`]: here('../../../hooks-sdk/src/index.ts'),
    },
    format: 'esm',
    target: 'node22',
    outDir: folder,
    outExtension: () => ({ js: '.js' }),
    noExternal: [/./],
    tsconfig: here('../../tsconfig.json'),
    esbuildOptions: (options) => {
      options.conditions = ['@meshroom/source', 'node', 'import', 'module', 'default']
      options.banner = banner
    },
  })
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await copyFile(here('../../../hooks-sdk/package.json'), join(folder, sdk, 'package.json'))
  return {
    program: ['--import', join(folder, 'trace.js'), join(folder, 'operations.js')],
    compileCache: join(folder, 'compiled'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
