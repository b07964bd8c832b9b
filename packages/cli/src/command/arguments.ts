import * as Args from '@oclif/core/args'

// Without `ignoreStdin` oclif would read standard input for an argument that is missing, and swallow what is meant for the command.

/** An argument that must be there. */
export function required(description: string, options?: readonly string[]) {
  return Args.string({ description, required: true, ignoreStdin: true, ...(options && { options: [...options] }) })
}

/** An argument that may be left out. */
export function optional(description: string, options?: readonly string[]) {
  return Args.string({ description, ignoreStdin: true, ...(options && { options: [...options] }) })
}

/** Any number of words. */
export function words(description: string) {
  return Args.string({ description, ignoreStdin: true, multiple: true })
}

export const roles = ['consumer', 'producer', 'trigger', 'executor'] as const
export const modes = ['push', 'pull'] as const
