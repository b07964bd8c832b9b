// Prints every command as oclif's manifest has it.
import { readManifest } from './read-manifest.ts'

process.stdout.write(JSON.stringify(await readManifest({ sources: true })))
