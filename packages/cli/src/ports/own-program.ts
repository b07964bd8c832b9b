/** The command line that runs this program again, wherever it is installed: nothing is looked up on PATH. */
export function ownProgram(): [program: string, ...args: string[]] {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? '']
}
