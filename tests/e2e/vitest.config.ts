import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared.ts'

/** These drive the built CLI as a process, so each may take a while; nothing in them waits for the clock. */
export default mergeConfig(shared, defineConfig({ test: { testTimeout: 240_000, hookTimeout: 60_000 } }))
