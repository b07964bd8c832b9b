import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Config } from '@oclif/core/config'
import { run } from '@oclif/core/run'
import { moveGlobalFlagsBack } from './command/move-global-flags-back.ts'
import { surviveClosedPipes } from './command/output.ts'
import { reportFailure } from './command/report-failure.ts'
import { findCommand } from './complete/find-command.ts'
import { ownPlugin, readOwnManifest } from './own-plugin.ts'

export interface RunCommandLineOptions {
  /** Folder of this package. */
  readonly root: string
  /** Run the commands below `src` instead of those built. */
  readonly sources: boolean
}

/** Runs the command through oclif; a failure is drawn and becomes the exit code. */
export async function runCommandLine(argv: readonly string[], options: RunCommandLineOptions): Promise<void> {
  surviveClosedPipes()
  const commandFirst = moveGlobalFlagsBack(argv)
  try {
    await (options.sources ? runSources(commandFirst, options) : runBuilt(commandFirst, options))
  } catch (error) {
    process.exitCode = reportFailure(error, commandFirst)
  }
}

/** Completion shows the commands of all plugins. */
const needAllPlugins = new Set(['complete'])

/** A command of our own needs no other plugin, unless the person has added some: those may have hooks. */
async function runBuilt(argv: readonly string[], { root }: RunCommandLineOptions): Promise<void> {
  const manifest = readOwnManifest(root)
  const { command, rest } = findCommand(argv, Object.values(manifest.commands))
  if (command && !rest.includes('--help') && !needAllPlugins.has(command.id)) {
    const plugin = ownPlugin(root, manifest, command.id)
    const config = await Config.load({ root, plugins: new Map([[plugin.name, plugin]]) })
    if (!existsSync(join(config.dataDir, 'package.json'))) return config.runCommand(command.id, [...rest])
  }
  await run([...argv], { root })
}

async function runSources(argv: readonly string[], { root }: RunCommandLineOptions): Promise<void> {
  const { sourcePackage } = await import('./source-package.ts')
  await run([...argv], { root, pjson: sourcePackage(root) as never, ignoreManifest: true })
}
