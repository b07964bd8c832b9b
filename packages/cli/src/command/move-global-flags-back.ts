const withValue = new Set(['-C', '--project', '--environment', '--trust'])
const withoutValue = new Set(['--json', '--no-input', '--yes', '-y', '--unsafe', '--no-cache', '--debug'])

/**
 * Lets global flags stand before the command, as in `meshroom -C mesh list plugs`: oclif wants the command first.
 *
 * @returns the same words with leading global flags moved behind the others, and before a `--`
 */
export function moveGlobalFlagsBack(argv: readonly string[]): string[] {
  const count = countLeadingFlags(argv)
  const rest = argv.slice(count)
  const end = rest.indexOf('--')
  const at = end === -1 ? rest.length : end
  return [...rest.slice(0, at), ...argv.slice(0, count), ...rest.slice(at)]
}

function countLeadingFlags(argv: readonly string[]): number {
  let at = 0
  for (;;) {
    const word = argv[at] ?? ''
    const [name = ''] = word.split('=', 1)
    if (withoutValue.has(word) || (name !== word && withValue.has(name))) at += 1
    else if (withValue.has(word) && at + 1 < argv.length) at += 2
    else return at
  }
}

/** Whether `--json` is asked for, also where the command line could not be parsed. */
export function wantsJson(argv: readonly string[]): boolean {
  return hasFlag(argv, '--json')
}

/** Whether help is asked for, also where the command line could not be parsed. */
export function wantsHelp(argv: readonly string[]): boolean {
  return hasFlag(argv, '--help') || hasFlag(argv, '-h')
}

/** Whether `--debug` is asked for, also where the command line could not be parsed. */
export function wantsDebug(argv: readonly string[]): boolean {
  return hasFlag(argv, '--debug')
}

function hasFlag(argv: readonly string[], flag: string): boolean {
  const at = argv.indexOf(flag)
  const end = argv.indexOf('--')
  return at !== -1 && (end === -1 || at < end)
}
