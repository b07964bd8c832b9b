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

/**
 * Refuses a name that another has but for upper and lower case: on many disks the two would be one folder.
 *
 * @throws MeshroomError `NAME_INVALID`
 */
export function checkDistinct(what: string, name: string, others: Iterable<string>): void {
  const twin = [...others].find((other) => other !== name && other.toLowerCase() === name.toLowerCase())
  if (twin === undefined) return
  throw new MeshroomError('NAME_INVALID', `"${name}" and the ${what} "${twin}" differ in upper and lower case only`, {
    hint: 'take another name: on macOS and Windows the two would be one folder',
    data: { name, twin },
  })
}

/**
 * Refuses a topic that cannot be a part of a file's name, or that the name would be read otherwise with: `events_pull` is topic `events` in pull.
 *
 * @throws MeshroomError `NAME_INVALID`
 */
export function checkTopic(topic: string): void {
  checkNewName('topic', topic)
  const mode = /_(push|pull)$/.exec(topic)?.[1]
  if (mode === undefined) return
  throw new MeshroomError('NAME_INVALID', `"${topic}" cannot be a topic: its end would be read as the mode ${mode}`, {
    hint: `${topic.slice(0, -5)} with --mode=${mode}`,
    data: { name: topic },
  })
}
