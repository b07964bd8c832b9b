import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const conditions = ['@meshroom/source', 'node', 'import', 'module', 'default']

/** Tests of every package resolve the workspace's packages to their sources, so that no build is needed before a unit test. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    environment: 'node',
    env: { GIT_CONFIG_GLOBAL: fileURLToPath(new URL('tests/gitconfig', import.meta.url)), GIT_CONFIG_NOSYSTEM: '1' },
    reporters: ['default', ['json', { outputFile: 'test-report.json' }]],
    // Many tests start processes, on machines of two busy cores. What hangs is still found.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
})
