import { checkName, MeshroomError } from '@meshroom/model'

/**
 * Refuses a name that cannot be a folder's or a file's everywhere.
 *
 * @throws MeshroomError `NAME_INVALID`
 */
export function checkNewName(what: string, name: string): void {
  const problem = checkName(name)
  if (problem === undefined) return
  throw new MeshroomError(
    'NAME_INVALID',
    `"${name}" cannot be the name of ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}: it ${problem.message}`,
    {
      hint: 'use letters, digits, dots, dashes and underscores',
      data: { name },
    },
  )
}
