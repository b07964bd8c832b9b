import { mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared.ts'

// Tests below test/ start the CLI as a process of its own, some of them several times.
export default mergeConfig(shared, { test: { testTimeout: 240_000 } })
