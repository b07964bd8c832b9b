import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/start.ts', 'src/commands/**/*.ts', 'src/hooks/*.ts', '!src/**/*.test.ts'],
  format: 'esm',
  target: 'node22',
  clean: true,
  splitting: true,
  treeshake: true,
  metafile: true,
  // oclif is some hundred CommonJS files: bundled, a command starts a third sooner.
  noExternal: [/^@oclif\/core/],
  external: ['typescript', 'pnpapi', 'ts-node'],
  banner: {
    js: "import { createRequire as createRequire_ } from 'node:module';const require = createRequire_(import.meta.url);",
  },
})
