import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared.ts'

/** A browser takes its time to start. */
export default mergeConfig(shared, defineConfig({ test: { testTimeout: 60_000, hookTimeout: 180_000 } }))
