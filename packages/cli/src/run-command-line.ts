import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import { Config } from '@oclif/core/config'
import { run } from '@oclif/core/run'
import { settings } from '@oclif/core/settings'
import { moveGlobalFlagsBack, wantsHelp, wantsJson } from './command/move-global-flags-back.ts'
import { surviveClosedPipes } from './command/output.ts'
import { reportFailure } from './command/report-failure.ts'
import { findOwnCommand, findOwnTopic, type OwnCommand, type OwnCommands, ownPlugin } from './own-plugin.ts'

export interface RunCommandLineOptions {
  /** Folder of this package. */
  readonly root: string
  /** Run the commands below `src` instead of those built. */
  readonly sources: boolean
}

/** Runs the command through oclif; a failure is drawn and becomes the exit code. */
export async function runCommandLine(argv: readonly string[], options: RunCommandLineOptions): Promise<void> {
  surviveClosedPipes()
  // Node itself strips types, where there are any; oclif would look for compilers.
  settings.enableAutoTranspile = false
  const commandFirst = moveGlobalFlagsBack(argv)
  try {
    await dispatch(commandFirst, options)
  } catch (error) {
    process.exitCode = reportFailure(error, commandFirst)
  }
}

/** Completion shows the commands of all plugins. */
const needAllPlugins = new Set(['complete'])

/** A command of our own needs no other plugin, unless the person has added some: those may have hooks. */
async function dispatch(argv: readonly string[], options: RunCommandLineOptions): Promise<void> {
  const commands = ownCommands(options)
  const own = findOwnCommand(argv, commands)
  if (own && !wantsHelp(own.rest) && !needAllPlugins.has(own.id)) {
    const config = await ownConfig(own, commands)
    if (!hasUserPlugins(config)) return config.runCommand(own.id, [...own.rest])
  }
  if (own === undefined && wantsJson(argv)) refuseTopic(argv, commands)
  await run([...argv], await oclifOptions(options))
}

/** A person is shown the commands that begin so; a program has asked for data, and there are none. */
function refuseTopic(argv: readonly string[], commands: OwnCommands): void {
  const topic = wantsHelp(argv) ? undefined : findOwnTopic(argv, commands)
  if (topic === undefined) return
  const message = topic.length === 0 ? 'no command is given' : `${topic.join(' ')} is no command by itself`
  throw new MeshroomError('USAGE', message, {
    hint: `${['meshroom', ...topic, '--help'].join(' ')} shows the commands`,
  })
}

function ownCommands({ root, sources }: RunCommandLineOptions): OwnCommands {
  return sources
    ? { root, folder: `${root}/src/commands`, extension: '.ts' }
    : { root, folder: `${root}/dist/commands`, extension: '.js' }
}

function ownConfig(own: OwnCommand, commands: OwnCommands): Promise<Config> {
  const plugin = ownPlugin(own, commands)
  return Config.load({ root: commands.root, plugins: new Map([[plugin.name, plugin]]) })
}

function hasUserPlugins({ dataDir }: Config): boolean {
  return existsSync(join(dataDir, 'package.json'))
}

async function oclifOptions({ root, sources }: RunCommandLineOptions) {
  if (!sources) return { root }
  const { sourcePackage } = await import('./source-package.ts')
  return { root, pjson: sourcePackage(root) as never, ignoreManifest: true }
}
