import { HookError } from '@meshroom/hooks-sdk'
import { MeshroomError } from '@meshroom/model'
import type { WireError } from '../protocol.ts'
import { ProtocolError } from '../read-host-message.ts'

/** What a hook is told when the engine could not do something for it. */
export function refusalOf(error: unknown, service: string): WireError {
  if (isForPeople(error)) {
    const { code, message, hint } = error
    return { name: 'HookError', code, message, ...(hint !== undefined && { hint }) }
  }
  if (error instanceof ProtocolError) {
    return {
      name: 'HookError',
      code: 'ARGUMENT_INVALID',
      message: `the answer to ${service} is too large: ask for less`,
    }
  }
  return {
    name: 'HookError',
    code: 'SERVICE_FAILED',
    message: `${service}: ${error instanceof Error ? error.message : String(error)}`,
  }
}

/** Errors of ports have the fields of Meshroom's own, whatever their class. */
function isForPeople(error: unknown): error is Pick<MeshroomError, 'code' | 'message' | 'hint'> {
  return error instanceof HookError || error instanceof MeshroomError || (error instanceof Error && isCoded(error))
}

function isCoded(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && 'hint' in error
}
