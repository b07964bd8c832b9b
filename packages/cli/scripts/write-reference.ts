// Writes docs/reference/commands.md from the commands themselves; with --print it goes to standard output.
import { writeFileSync } from 'node:fs'
import { readManifest } from './read-manifest.ts'
import { renderReference } from './render-reference.ts'

const reference = renderReference(await readManifest({ sources: true }))
if (process.argv.includes('--print')) process.stdout.write(reference)
else writeFileSync(new URL('../../../docs/reference/commands.md', import.meta.url), reference)
