import { MeshroomError, type Setting, suggestName } from '@meshroom/model'

/**
 * Refuses secrets that `-s` names and nothing declares, before a value is read for them. One that a setting which is no secret has the name
 * of is left to the engine, which says how to give it.
 *
 * @param declared Undefined where it is not known what is.
 * @throws MeshroomError `USAGE` where one is named twice, `SETTING_UNKNOWN`
 */
export function refuseSecrets(keys: readonly string[], declared: readonly Setting[] | undefined): void {
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined)
    throw new MeshroomError('USAGE', `-s ${twice} is given twice`, { hint: 'Each secret has one line.' })
  const unknown = keys.find((key) => declared?.every(({ name }) => name !== key))
  if (declared !== undefined && unknown !== undefined) throw unknownSecret(unknown, declared)
}

function unknownSecret(name: string, declared: readonly Setting[]): MeshroomError {
  const secrets = declared.filter(({ secret }) => secret).map((setting) => setting.name)
  const near = suggestName(name, secrets)
  const known = secrets.length === 0 ? 'it has no secrets' : `there are ${secrets.join(', ')}`
  return new MeshroomError('SETTING_UNKNOWN', `"${name}" is not a declared secret`, {
    hint: near === undefined ? known : `did you mean "${near}"?`,
    data: { name, suggestions: near === undefined ? [] : [near], secrets },
  })
}
