import { fileURLToPath } from 'node:url'
import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared.ts'

/** Products are copied without node_modules; their one import is Meshroom's own. */
const sdk = fileURLToPath(new URL('../../packages/hooks-sdk/src/index.ts', import.meta.url))

export default mergeConfig(shared, defineConfig({ resolve: { alias: { '@meshroom/hooks-sdk': sdk } } }))
