#!/usr/bin/env node
// Nothing here may need a newer Node than 14.8: an older one must get as far as the one line that says so.
const [major, minor] = process.versions.node.split('.').map(Number)
const supported = major >= 26 || (major === 24 && minor >= 13) || (major === 22 && minor >= 22)

if (!supported) {
  process.stderr.write(`meshroom needs Node ^22.22 || ^24.13 || >=26; this is ${process.versions.node}\n`)
  process.exitCode = 2
} else {
  const { enableCompileCache } = process.getBuiltinModule('node:module')
  const { join } = process.getBuiltinModule('node:path')
  const { homedir } = process.getBuiltinModule('node:os')
  // Not in the shared temporary folder, which is the default: what lies there is code that this process would run.
  enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'meshroom', 'compile'))
  const { start } = await import('../dist/start.js')
  await start(process.argv.slice(2))
}
