import { median, type Timing } from './measure.ts'

/** Prints what was timed, each beside the first, which is bare Node. */
export function printTimings(timings: readonly Timing[]): void {
  const bare = median(timings[0]!.times)
  const row = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(52) : cell.padStart(9))).join('')
  console.log(row(['', 'median', 'fastest', 'slowest', '× node']))
  for (const { name, times, failed } of timings) {
    if (failed !== undefined) {
      console.log(`${name.padEnd(52)} ${failed}`)
      process.exitCode = 1
      continue
    }
    const milliseconds = [median(times), times[0]!, times.at(-1)!].map((time) => `${time.toFixed(0)} ms`)
    console.log(row([name, ...milliseconds, (median(times) / bare).toFixed(1)]))
  }
}
