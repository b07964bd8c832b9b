import { defineConfig } from 'tsup'

/** The runner is a program of its own: the engine starts it as a process for the hooks of a product. */
export default defineConfig({
  entry: { index: 'src/index.ts', 'host/runner': 'src/host/runner.ts' },
  format: 'esm',
  target: 'node22',
  clean: true,
  splitting: true,
  treeshake: true,
})
