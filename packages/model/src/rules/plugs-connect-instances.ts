import type { Diagnostic } from '../diagnostic.ts'
import type { Plug } from '../manifests/plug.ts'
import { suggestName } from '../names/suggest-name.ts'
import { placeBreach } from './breach.ts'
import type { Rule, RuleInput } from './rule.ts'

/** The folders of a plug name both its ends, and `owner` one of them. */
export const plugsConnectInstances: Rule = (input) =>
  input.project.plugs.flatMap((plug) => [...checkDestination(input, plug), ...checkOwner(input, plug)])

function checkDestination(input: RuleInput, { source, destination, file }: Plug): Diagnostic[] {
  const { instances } = input.project
  if (instances.has(destination)) return []
  const meant = suggestName(destination, instances.keys())
  const hint = meant === undefined ? 'meshroom list instances' : `did you mean "${meant}"?`
  const message = `the plug of "${source}" goes to an instance "${destination}", which is not there`
  return [placeBreach(input, { code: 'PLUG_INSTANCE_UNKNOWN', message, hint }, { file, path: ['dst_instance'] })]
}

function checkOwner(input: RuleInput, { source, destination, owner, file }: Plug): Diagnostic[] {
  const allowed = ['both', source, destination]
  if (owner === undefined || allowed.includes(owner)) return []
  const breach = {
    code: 'PLUG_OWNER_UNKNOWN',
    message: `the owner "${owner}" is neither end of the plug`,
    hint: `write one of ${allowed.join(', ')}, or leave it out`,
  }
  return [placeBreach(input, breach, { file, path: ['owner'] })]
}
