import { MeshroomError, type MeshroomErrorOptions } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import type { HostEnd } from './host-process.ts'
import type { WireError } from './protocol.ts'

/** What makes a hook fail, as a person reads it: always with the hook's file and export. */
export function hookFailure(
  hook: HookDeclaration,
  code: string,
  message: string,
  options: MeshroomErrorOptions = {},
): MeshroomError {
  return new MeshroomError(code, `${hook.id}: ${message}`, {
    ...hook.place,
    ...options,
    data: { hook: hook.id, ...options.data },
  })
}

/** The error that a hook threw, or why it could not be loaded. */
export function thrownByHook(hook: HookDeclaration, error: WireError): MeshroomError {
  const { code, hint, stack, retry, loading } = error
  const name = loading ? 'HOOK_LOAD_FAILED' : retry === undefined ? 'HOOK_FAILED' : 'HOOK_RETRYABLE'
  return hookFailure(hook, name, error.message, {
    ...placeInStack(stack),
    ...(hint !== undefined && { hint }),
    data: {
      ...(code !== undefined && { code }),
      ...(stack !== undefined && { stack }),
      ...(retry?.after !== undefined && { after: retry.after }),
    },
  })
}

/** The first frame of a stack: its paths are relative to the project. */
function placeInStack(stack = ''): Pick<MeshroomErrorOptions, 'file' | 'line' | 'column'> {
  const [, file, line, column] = /(?:\(|at )([^()\s][^()]*?):(\d+):(\d+)\)?$/m.exec(stack) ?? []
  return file === undefined ? {} : { file, line: Number(line), column: Number(column) }
}

export function hookTimedOut(hook: HookDeclaration, limitMs: number): MeshroomError {
  return hookFailure(hook, 'HOOK_TIMEOUT', `did not finish within ${limitMs / 1_000} s`, {
    hint: 'give it longer with the option { timeout: <milliseconds> }, or see why its tenant does not answer',
    data: { timeout: limitMs },
  })
}

export function hookCancelled(hook: HookDeclaration): MeshroomError {
  return hookFailure(hook, 'HOOK_CANCELLED', 'was cancelled')
}

export function hookFlooded(hook: HookDeclaration): MeshroomError {
  return hookFailure(hook, 'HOOK_OUTPUT_LIMIT', 'wrote more output than anybody can read, so its process was ended', {
    hint: 'log what matters, or less of it',
  })
}

/** The process went down with this hook in it. */
export function hostEnded(hook: HookDeclaration, end: HostEnd, heapMiB: number): MeshroomError {
  if (end.violation !== undefined) {
    return hookFailure(hook, 'HOOK_PROTOCOL', `its process broke the protocol and was ended: it sent ${end.violation}`)
  }
  const options: MeshroomErrorOptions = {
    data: { exitCode: end.code, signal: end.signal, ...(end.stderr && { stderr: end.stderr }) },
    cause: end.failure,
  }
  return hookFailure(hook, 'HOOK_CRASHED', describeEnd(end, heapMiB), options)
}

function describeEnd({ code, signal, stderr, failure }: HostEnd, heapMiB: number): string {
  if (failure !== undefined) return `its process could not be started: ${failure.message}`
  if (/heap out of memory/.test(stderr)) return `ran out of memory (the limit is ${heapMiB} MiB)`
  if (signal !== null) return `its process was ended by ${signal}`
  return `its process ended (exit code ${code}) before the hook did`
}

/** An error that belongs to no call, such as one thrown from a timer, ended the process. */
export function hostEndedByError(hook: HookDeclaration, message: string): MeshroomError {
  return hookFailure(hook, 'HOOK_CRASHED', `its process was ended by an error that nobody caught: ${message}`, {
    hint: 'await every promise of the hook, and catch what its timers and listeners throw',
  })
}

/** The process was ended because of another hook in it. */
export function hostEndedForAnother(hook: HookDeclaration, other: HookDeclaration): MeshroomError {
  return hookFailure(hook, 'HOOK_CRASHED', `its process was ended because of ${other.id}`)
}
