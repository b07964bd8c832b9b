#!/usr/bin/env -S node --conditions=@meshroom/source
// Runs the sources as they are: no build, no manifest.
const { start } = await import('../src/start.ts')
await start(process.argv.slice(2), { sources: true })
