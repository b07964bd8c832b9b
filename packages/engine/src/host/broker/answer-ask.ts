import type { JsonValue } from '@meshroom/hooks-sdk'
import { HookError } from '@meshroom/hooks-sdk'
import type { AskContext, Service } from './ask.ts'
import { fileServices } from './files.ts'
import { gitServices } from './git.ts'
import { manifestServices } from './manifests.ts'
import { networkServices } from './network/network.ts'
import { promptServices } from './prompts.ts'
import { putOutput } from './put-output.ts'
import { runServices } from './run.ts'
import { secretServices } from './secrets.ts'
import { templateServices } from './templates.ts'

const services: ReadonlyMap<string, Service> = new Map(
  Object.entries({
    ...fileServices,
    ...gitServices,
    ...manifestServices,
    ...networkServices,
    ...promptServices,
    ...runServices,
    ...secretServices,
    ...templateServices,
    output: putOutput,
  }),
)

/** Does for a hook what it asks for, where its product may. @throws HookError */
export async function answerAsk(
  ask: { readonly service: string; readonly args: Readonly<Record<string, JsonValue>> },
  context: AskContext,
): Promise<JsonValue | undefined> {
  const service = services.get(ask.service)
  if (service === undefined) throw new HookError('ARGUMENT_INVALID', 'the engine offers no such service')
  if (context.signal.aborted) throw new HookError('CANCELLED', 'the hook is being ended')
  return service(ask.args, context)
}
