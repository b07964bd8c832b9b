import { defineConfig } from 'vitest/config'

/** Tests of every package resolve the workspace's packages to their sources, so that no build is needed before a unit test. */
export default defineConfig({
  resolve: { conditions: ['@meshroom/source', 'node', 'import', 'module', 'default'] },
  ssr: { resolve: { conditions: ['@meshroom/source', 'node', 'import', 'module', 'default'] } },
  test: { include: ['src/**/*.test.ts', 'test/**/*.test.ts'], environment: 'node', passWithNoTests: false },
})
