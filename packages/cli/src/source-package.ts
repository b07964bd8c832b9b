import { readFileSync } from 'node:fs'

interface OclifPackage {
  readonly oclif: { commands: object; hooks: Record<string, string> }
}

/**
 * This package's package.json as it would be if its sources were what is published: commands and hooks below `src`.
 *
 * @param root Folder of this package.
 */
export function sourcePackage(root: string): OclifPackage {
  const pjson = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as OclifPackage
  pjson.oclif.commands = { strategy: 'pattern', target: './src/commands', globPatterns: ['**/*.ts', '!**/*.test.ts'] }
  for (const [event, file] of Object.entries(pjson.oclif.hooks)) pjson.oclif.hooks[event] = sourceOf(file)
  return pjson
}

/** `./dist/hooks/x.js` → `./src/hooks/x.ts` */
function sourceOf(file: string): string {
  return file.replace('./dist/', './src/').replace(/\.js$/, '.ts')
}
