import type { HookHost } from './hook-host.ts'

/** A host that is made with the first call: what it takes to run hooks is not loaded for a command that runs none. */
export function hostOnDemand(make: () => Promise<HookHost>): HookHost {
  let made: Promise<HookHost> | undefined
  const host = () => {
    made ??= make()
    return made
  }
  return {
    warm: () =>
      void host().then(
        (ready) => ready.warm(),
        () => {},
      ),
    call: async (...input) => (await host()).call(...input),
    async *stream(...input) {
      yield* (await host()).stream(...input)
    },
    close: async () => {
      await (await made)?.close()
    },
  }
}
