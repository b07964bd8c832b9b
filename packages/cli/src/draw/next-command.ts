/** Commands that are about one environment. */
const ofEnvironment = /^(up|down|plan|status|state|watch|produce|trigger|execute|list)$/

/** A command within a text for people: `meshroom up`, but neither `meshroom.lock` nor a path. `init` makes a project of its own. */
const command = /(?<![\w./@-])meshroom (?!init\b)([a-z]+)/g

/** A word as a shell takes it. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/**
 * Makes the commands within a text ones that can be run from where this one was: with its `-C`, and its `--environment` where they say none.
 *
 * @param argv what this command was given; flags of the environment hold for the next one anyway
 * @example
 * fromHere('meshroom up edr', ['plan', '-C', 'mesh']) // 'meshroom -C mesh up edr'
 */
export function fromHere(text: string, argv: readonly string[] = process.argv.slice(2)): string {
  const project = flagValue(argv, ['-C', '--project'])
  const environment = text.includes('--environment') ? undefined : flagValue(argv, ['--environment'])
  const where = project === undefined ? '' : `-C ${quoteWord(project)} `
  const inIt = environment === undefined ? '' : `--environment ${quoteWord(environment)} `
  return text.replace(command, (_, name: string) => `meshroom ${where}${ofEnvironment.test(name) ? inIt : ''}${name}`)
}

/** Of a flag as oclif reads it: `-C mesh`, `-Cmesh`, `--project mesh`, `--project=mesh`; the last one counts. */
function flagValue(argv: readonly string[], names: readonly string[]): string | undefined {
  const end = argv.indexOf('--')
  const words = end === -1 ? argv : argv.slice(0, end)
  return words.flatMap((word, at) => valueAt(word, words[at + 1], names) ?? []).at(-1)
}

function valueAt(word: string, next: string | undefined, names: readonly string[]): string | undefined {
  for (const name of names) {
    if (word === name) return next
    const glued = name.startsWith('--') ? `${name}=` : name
    if (word.startsWith(glued)) return word.slice(glued.length).replace(/^=/, '')
  }
  return undefined
}
