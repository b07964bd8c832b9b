/**
 * Whether a person can be asked: both ends of the conversation are a terminal and nobody said otherwise. Standard output may be piped away.
 *
 * @param noInput `--no-input`
 */
export function mayAsk(noInput: boolean): boolean {
  const inPipeline = process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false'
  return !noInput && !inPipeline && process.stdin.isTTY === true && process.stderr.isTTY === true
}
