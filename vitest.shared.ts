import { defineConfig } from 'vitest/config'

const conditions = ['@meshroom/source', 'node', 'import', 'module', 'default']

/** Tests of every package resolve the workspace's packages to their sources, so that no build is needed before a unit test. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    environment: 'node',
    reporters: ['default', ['json', { outputFile: 'test-report.json' }]],
  },
})
