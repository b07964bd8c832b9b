import { createRequire } from 'node:module'

/** The range of `@meshroom/hooks-sdk` that a new project's editors take types from: the one that this CLI runs hooks with. */
export function hooksSdkRange(): string {
  const { version } = createRequire(import.meta.url)('@meshroom/hooks-sdk/package.json') as { version: string }
  return `^${version}`
}
