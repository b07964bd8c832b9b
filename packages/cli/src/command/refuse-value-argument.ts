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
  const isNear = isInstance || suggestName(first, instances.keys()) !== undefined
  if (words.length === 2 && !isNear && !namesAnOwner(words)) throw asArgument([first])
  if (words.length === 3 && isInstance) throw asArgument(words.slice(0, 2))
  if (words.length === 5 && isInstance) throw asArgument(words.slice(0, 4))
}

/** `l9 API_KEY`: an instance that is not there, rather than a name and its value. */
function namesAnOwner([owner = '', key = '']: readonly string[]): boolean {
  const looksLikeKey = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/
  return looksLikeKey.test(key) && !looksLikeKey.test(owner)
}

function asArgument(names: readonly string[]): MeshroomError {
  const command = `meshroom secrets set ${names.join(' ')}`
  return new MeshroomError('SECRET_AS_ARGUMENT', 'the value of a secret is never an argument: others can read it', {
    hint: `printf %s "$VALUE" | ${command}, or ${command} alone on a terminal, which asks, or with --file FILE; if it was a real one, replace it: your shell remembers it`,
  })
}
