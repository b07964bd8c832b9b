import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared.ts'

/** The demo starts many programs, one after another. */
export default mergeConfig(shared, defineConfig({ test: { testTimeout: 120_000, hookTimeout: 300_000 } }))
