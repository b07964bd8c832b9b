import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/start.ts', 'src/commands/**/*.ts', 'src/hooks/*.ts', '!src/**/*.test.ts'],
  format: 'esm',
  target: 'node22',
  clean: true,
  splitting: true,
  treeshake: true,
})
