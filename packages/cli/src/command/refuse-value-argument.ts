import { MeshroomError, type Project, suggestName } from '@meshroom/model'

/**
 * Refuses what looks like a value on the command line of `secrets set`, before it is taken for an instance or becomes a name that is listed.
 * The error does not repeat it.
 *
 * @throws MeshroomError `SECRET_AS_ARGUMENT`
 */
export function refuseValueArgument(words: readonly string[], { instances }: Pick<Project, 'instances'>): void {
  const assigned = words.findIndex((word) => word.includes('='))
  if (assigned !== -1) throw asArgument([...words.slice(0, assigned), words[assigned]?.split('=', 1)[0] ?? ''])
  const [first = ''] = words
  const isInstance = instances.has(first)
  if (words.length === 2 && !isInstance && suggestName(first, instances.keys()) === undefined) throw asArgument([first])
  if (words.length === 3 && isInstance) throw asArgument(words.slice(0, 2))
  if (words.length === 5 && isInstance) throw asArgument(words.slice(0, 4))
}

function asArgument(names: readonly string[]): MeshroomError {
  const command = `meshroom secrets set ${names.join(' ')}`
  return new MeshroomError('SECRET_AS_ARGUMENT', 'the value of a secret is never an argument: others can read it', {
    hint: `printf %s "$VALUE" | ${command}, or ${command} alone on a terminal, which asks, or with --file FILE; if it was a real one, replace it: your shell remembers it`,
  })
}
