import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of this package, whether the sources or what was built of them run. */
const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * Runs one command line to its end and leaves the exit code in `process.exitCode`. Never throws: what goes wrong is drawn.
 *
 * @param argv What follows the name of the program.
 * @param options `sources` looks for the commands below `src`, as `bin/dev.js` needs it.
 */
export async function start(argv: readonly string[], options: { readonly sources?: boolean } = {}): Promise<void> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) return printVersion()
  if (isGet(argv) && (await quickGet(argv))) return
  const { runCommandLine } = await import('./run-command-line.ts')
  await runCommandLine(argv, { root, sources: options.sources ?? false })
}

/** Flags may stand before the command. */
function isGet(argv: readonly string[]): boolean {
  const at = argv.indexOf('secrets')
  return at !== -1 && argv[at + 1] === 'get'
}

async function quickGet(argv: readonly string[]): Promise<boolean> {
  return (await import('./quick-get.ts')).quickGet(argv)
}

/** Answered without loading anything: scripts ask for it often. */
function printVersion(): void {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }
  process.stdout.write(`meshroom ${version} ${process.platform}-${process.arch} node-${process.version}\n`)
}
