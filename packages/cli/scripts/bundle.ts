// Writes dist/: every command is a program of its own, which loads what it needs and nothing else.
import { readdirSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { renderNotices } from './render-notices.ts'
import { takeBuiltins } from './take-builtins.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const bundle = await rolldown({
  cwd: root,
  input: { ...programs(), ...commands() },
  platform: 'node',
  plugins: [takeBuiltins()],
  // The vault and the templates stay packages: few commands need them, and they bring files of their own. Hooks import the SDK by its name.
  external: [/^@meshroom\/(secrets|templates|hooks-sdk)/, /^@inquirer\//, /^(typescript|pnpapi|ts-node)$/],
  // From the sources, so that what one command needs of a package is no more than the files that do it.
  resolve: { conditionNames: ['@meshroom/source', 'node', 'import', 'module', 'require', 'default'] },
})
const { output } = await bundle.write({
  dir: `${root}/dist`,
  // Once all is bundled: where that fails, what was built before stays.
  cleanDir: true,
  format: 'esm',
  // Nobody reads there what is explained in the sources; each command would read over it.
  comments: { jsdoc: false },
  chunkFileNames: 'chunks/[name]-[hash].js',
})
const chunks = output.filter((file) => file.type === 'chunk')
writeFileSync(`${root}/dist/THIRD-PARTY-NOTICES.txt`, renderNotices(chunks.flatMap(({ moduleIds }) => moduleIds)))
// For the test of what commands load; it is not published.
const modules = chunks.map(({ fileName, moduleIds }) => [fileName, moduleIds.map((each) => relative(root, each))])
writeFileSync(`${root}/dist/modules.json`, JSON.stringify(Object.fromEntries(modules)))

/** The engine looks for the program that runs hooks beside itself, wherever it is bundled. */
function programs(): Record<string, string> {
  return {
    index: 'src/index.ts',
    start: 'src/start.ts',
    'hooks/command-not-found': 'src/hooks/command-not-found.ts',
    'host/runner': '../engine/src/host/runner.ts',
  }
}

function commands(): Record<string, string> {
  const files = readdirSync(`${root}/src/commands`, { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).sort()
  return Object.fromEntries(sources.map((file) => [`commands/${file.slice(0, -3)}`, `src/commands/${file}`]))
}
