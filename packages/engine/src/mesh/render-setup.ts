import type { Product } from '@meshroom/model'
import type { NewCapability } from './declare-capability.ts'

/** An integration that is about to be made, with the products as they are with it. */
export interface PlannedIntegration {
  readonly product: Product
  readonly target: Product
  readonly wanted: NewCapability
  /** Its manifest, relative to the project. */
  readonly file: string
}

/** Hooks to be completed, for the file beside the manifest: that the plug can be made, and `up` says what is left to write. */
export function renderSetup({ product, target, wanted, file }: PlannedIntegration): string {
  const { topic, role } = wanted
  const path = hookFileOf(file)
  const name = pascalCase(topic)
  const complete = (act: string) => quote(`${path}: complete ${act}${name}`)
  const what = `the ${role} of ${topic} on ${product.name}, for ${target.name}`
  return `import { setup, teardown } from '@meshroom/hooks-sdk'

/** Sets up ${what}, once. Keep ids of what it makes for the teardown with \`plug.output\`. */
export const setUp${name} = setup.${role}({}, async (_context) => {
  throw new Error(${complete('setUp')})
})

/** Removes what \`plug.outputs\` names of it; succeeds when it is gone already. */
export const tearDown${name} = teardown.${role}({}, async (_context) => {
  throw new Error(${complete('tearDown')})
})
`
}

export function hookFileOf(manifest: string): string {
  return manifest.replace(/\.ya?ml$/, '.ts')
}

/** `search_threat` as `SearchThreat`, in letters and digits that any identifier can have. */
function pascalCase(topic: string): string {
  const words = topic.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  return words.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join('')
}

function quote(text: string): string {
  return /['\\]/.test(text) ? JSON.stringify(text) : `'${text}'`
}
