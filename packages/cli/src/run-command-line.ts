import { run } from '@oclif/core/run'
import { moveGlobalFlagsBack } from './command/move-global-flags-back.ts'
import { surviveClosedPipes } from './command/output.ts'
import { reportFailure } from './command/report-failure.ts'

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
    await run(commandFirst, await oclifOptions(options))
  } catch (error) {
    process.exitCode = reportFailure(error, commandFirst)
  }
}

async function oclifOptions({ root, sources }: RunCommandLineOptions) {
  if (!sources) return { root }
  const { sourcePackage } = await import('./source-package.ts')
  return { root, pjson: sourcePackage(root) as never, ignoreManifest: true }
}
