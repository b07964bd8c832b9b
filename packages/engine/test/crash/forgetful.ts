import type { Mesh } from '../../src/mesh/mesh.ts'

/** A store whose runs forget to say that a step begins. */
export function forgetful(states: Mesh['states']): Mesh['states'] {
  return {
    ...states,
    openRun: (options) => {
      const run = states.openRun(options)
      return { ...run, add: async (entry) => (entry.kind === 'begin' ? undefined : run.add(entry)) }
    },
  }
}
