import { fileURLToPath } from 'node:url'

// A package of its own: a package that depends on `node` has it as the `node` of its scripts.
const pathOf = (alias) => fileURLToPath(new URL(`./node_modules/${alias}/bin/node`, import.meta.url))

/** Supported versions, besides the one that runs the tests. */
export const supported = { 22: pathOf('node22'), 24: pathOf('node24') }

/** A version that Meshroom refuses to run on. */
export const tooOld = pathOf('node20')
