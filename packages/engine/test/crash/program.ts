import fc from 'fast-check'

/** Where a process ends, or a hook fails: the how-manieth change of the disk, or the how-manieth call of a hook, before or after its effect. */
export interface Mishap {
  readonly what: 'kill' | 'power' | 'fail'
  readonly at: 'disk' | 'before' | 'after'
  readonly nth: number
}

export type Operation =
  | { readonly type: 'up' | 'down'; readonly mishap?: Mishap }
  | { readonly type: 'plug' | 'unplug'; readonly plug: number }
  | { readonly type: 'configure' | 'drift' | 'rename instance'; readonly instance: number }
  | { readonly type: 'rename hooks' | 'drop hook'; readonly product: number }
  | { readonly type: 'code' }

/** What the hooks of a product are, on either side of a plug. */
export interface ProgramProduct {
  readonly setups: number
  /** How many of them say `replace`, the last ones: what they make is named by a setting. */
  readonly replaces: number
  readonly checks: boolean
}

/** A mesh, and what is done with it. */
export interface Program {
  readonly products: readonly ProgramProduct[]
  readonly plugs: readonly { readonly source: number; readonly destination: number; readonly mode: 'push' | 'pull' }[]
  readonly operations: readonly Operation[]
}

const mishap: fc.Arbitrary<Mishap> = fc.oneof(
  fc.record({ what: fc.constantFrom('kill', 'power'), at: fc.constant('disk'), nth: fc.integer({ min: 0, max: 60 }) }),
  fc.record({
    what: fc.constantFrom('kill', 'power', 'fail'),
    at: fc.constantFrom('before', 'after'),
    nth: fc.integer({ min: 0, max: 6 }),
  }),
) as fc.Arbitrary<Mishap>

const run = fc
  .record({ type: fc.constantFrom('up', 'up', 'down'), mishap: fc.option(mishap, { nil: undefined }) })
  .map(({ type, mishap: wrong }) => ({ type, ...(wrong !== undefined && { mishap: wrong }) }) as Operation)

const edit = fc.oneof(
  fc.record({ type: fc.constantFrom('plug', 'unplug'), plug: fc.nat(3) }),
  fc.record({ type: fc.constantFrom('configure', 'configure', 'drift', 'rename instance'), instance: fc.nat(2) }),
  fc.record({ type: fc.constantFrom('rename hooks', 'drop hook'), product: fc.nat(2) }),
  fc.constant({ type: 'code' }),
) as fc.Arbitrary<Operation>

const product: fc.Arbitrary<ProgramProduct> = fc
  .record({ setups: fc.integer({ min: 1, max: 2 }), replaces: fc.nat(2), checks: fc.boolean() })
  .map(({ replaces, ...rest }) => ({ ...rest, replaces: Math.min(replaces, rest.setups) }))

/** Random programs: meshes × failing hooks × operations × crashes. */
export const programs: fc.Arbitrary<Program> = fc.record({
  products: fc.array(product, { minLength: 3, maxLength: 3 }),
  plugs: fc
    .uniqueArray(
      fc.record({
        source: fc.nat(2),
        destination: fc.nat(2),
        mode: fc.constantFrom('push', 'pull'),
      }) as fc.Arbitrary<Program['plugs'][number]>,
      {
        minLength: 1,
        maxLength: 3,
        selector: ({ source, destination, mode }) => `${source} ${destination} ${mode}`,
      },
    )
    .map((plugs) => plugs.filter(({ source, destination }) => source !== destination)),
  operations: fc.array(fc.oneof({ weight: 2, arbitrary: run }, { weight: 1, arbitrary: edit }), {
    minLength: 1,
    maxLength: 5,
  }),
})

/** What of a program makes it a test of trouble. */
export function troublesOf({ operations }: Program): readonly string[] {
  const found = operations.flatMap((operation) => ('mishap' in operation && operation.mishap ? [operation.mishap] : []))
  return [
    ...new Set(
      found.map(({ what, at }) =>
        what === 'fail' ? 'failing hook' : `${what} at ${at === 'disk' ? 'a write' : 'a hook'}`,
      ),
    ),
  ]
}
