import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared.ts'

/** Packing, installing and starting programs takes its time. */
export default mergeConfig(
  shared,
  defineConfig({ test: { globalSetup: 'test/stranger.ts', testTimeout: 120_000, hookTimeout: 300_000 } }),
)
