import { defineConfig } from 'tsup'

export default defineConfig({
  // The host process starts a program of its own, found beside the built index.
  entry: { index: 'src/index.ts', 'host/runner': 'src/host/runner.ts' },
  format: 'esm',
  target: 'node22',
  clean: true,
  splitting: true,
  treeshake: true,
})
