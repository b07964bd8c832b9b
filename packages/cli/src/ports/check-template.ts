import { MeshroomError, suggestName } from '@meshroom/model'

/** @throws MeshroomError `TEMPLATE_UNKNOWN`, with the nearest name there is */
export function checkTemplate(name: string | undefined, templates: readonly string[]): void {
  if (name === undefined || templates.includes(name)) return
  const near = suggestName(name, templates)
  throw new MeshroomError('TEMPLATE_UNKNOWN', `there is no template "${name}"; there are ${templates.join(', ')}`, {
    ...(near && { hint: `--from ${near}` }),
    data: { template: name, templates },
  })
}
