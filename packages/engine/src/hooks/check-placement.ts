import type { HookOptions } from '@meshroom/hooks-sdk'
import type { Integration } from '@meshroom/model'
import type { FactoryCall } from './find-factory-calls.ts'
import type { Report } from './report-place.ts'

/** Whether a hook that stands beside an integration's manifest agrees with it; what does not is reported. */
export function checkPlacement(hook: {
  readonly call: FactoryCall
  readonly options: HookOptions
  readonly integration: Integration | undefined
  readonly report: Report
}): boolean {
  const { call, options, integration, report } = hook
  if (integration === undefined) return true
  const { kind, role } = call.factory
  if (kind === 'pull') {
    report(call.node, 'HOOK_MISPLACED', 'a pull hook belongs to the whole product, not to one integration', {
      hint: `move it to a file in products/${integration.product}/`,
    })
    return false
  }
  const conflicts = [
    conflict('role', role, integration.role),
    conflict('topic', options.topic, integration.topic),
    conflict('mode', options.mode, integration.mode),
  ].filter((each) => each !== undefined)
  for (const { what, said, named } of conflicts) {
    report(
      call.node,
      `HOOK_${what.toUpperCase()}_CONFLICT`,
      `its ${what} is ${said}, but it stands beside ${integration.file}, which is for ${named}`,
      {
        hint: `leave the ${what} out: it comes from the file's name`,
      },
    )
  }
  return conflicts.length === 0
}

function conflict(what: string, said: string | undefined, named: string | undefined) {
  return said === undefined || named === undefined || said === named ? undefined : { what, said, named }
}
