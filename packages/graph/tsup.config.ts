import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/render.ts'],
  format: 'esm',
  target: 'node22',
  clean: true,
  splitting: true,
  treeshake: true,
})
