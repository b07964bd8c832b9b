// Writes oclif.manifest.json, which lets the CLI know every command without loading any.
import { writeFileSync } from 'node:fs'
import { readManifest } from './read-manifest.ts'

const manifest = await readManifest({ sources: false })
writeFileSync(new URL('../oclif.manifest.json', import.meta.url), `${JSON.stringify(manifest, null, 2)}\n`)
