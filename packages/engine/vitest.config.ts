import { fileURLToPath } from 'node:url'
import { mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared.ts'

const cache = fileURLToPath(new URL('node_modules/.cache/tests', import.meta.url))

// What is remembered of caches is the person's: tests have a folder of their own for it.
export default mergeConfig(shared, { test: { env: { XDG_CACHE_HOME: cache } } })
