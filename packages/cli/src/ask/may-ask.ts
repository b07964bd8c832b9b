import { hasTerminal } from './terminal-input.ts'

/**
 * Whether a person can be asked: there is a terminal to show the question and to read the answer, and nobody said otherwise. Standard
 * output and standard input may be pipes.
 *
 * @param noInput `--no-input`
 */
export function mayAsk(noInput: boolean): boolean {
  const { CI = '' } = process.env
  const automated = CI !== '' && CI !== 'false'
  return !noInput && !automated && process.stderr.isTTY === true && hasTerminal()
}
