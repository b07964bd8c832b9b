// Writes api.md: every declaration that the package exports, as TypeScript sees it. With --print it goes to standard output.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const entries = { '@meshroom/graph': 'index', '@meshroom/graph/render': 'render' }

const folder = mkdtempSync(join(tmpdir(), 'meshroom-api-'))
try {
  const tsc = resolve(root, '../../node_modules/.bin/tsc')
  execFileSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', folder], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const sections = Object.entries(entries).map(([name, entry]) => describeEntry(name, join(folder, `${entry}.d.ts`)))
  const report = `${[head(), ...sections].join('\n\n')}\n`
  if (process.argv.includes('--print')) process.stdout.write(report)
  else writeFileSync(`${root}/api.md`, report)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function head(): string {
  return '# API of @meshroom/graph\n\nMade by `pnpm run api`. A change of it is a change for whoever uses the package: make it knowingly, with a changeset.'
}

function describeEntry(name: string, file: string): string {
  const declarations = exportsOf(file).sort((a, b) => (a.name < b.name ? -1 : 1))
  return `## ${name}\n\n\`\`\`ts\n${declarations.map(({ text }) => text).join('\n\n')}\n\`\`\``
}

interface Exported {
  readonly name: string
  readonly text: string
}

/** What an entry exports, each found in the file that declares it. */
function exportsOf(file: string): Exported[] {
  const lists = readFileSync(file, 'utf8').matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)';/g)
  return [...lists].flatMap(([, names = '', from = '']) => {
    const declared = declarationsIn(resolve(dirname(file), from.replace(/\.ts$/, '.d.ts')))
    return names
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '')
      .map((name) => ({ name, text: declared.get(name) ?? missing(name, from) }))
  })
}

/** Declarations by name, without comments; those of one name, such as overloads, together. */
function declarationsIn(file: string): ReadonlyMap<string, string> {
  const text = readFileSync(file, 'utf8').replaceAll(/^\s*\/\*\*.*?\*\/\n/gms, '')
  const found = new Map<string, string>()
  // A declaration begins at the margin, and goes on as long as lines are indented or close it.
  for (const [declaration] of text.matchAll(/^export .*(?:\n(?:[ \t}|]).*)*/gm)) {
    const name = /^export (?:declare )?(?:interface|type|class|function|const) (\w+)/.exec(declaration)?.[1]
    if (name === undefined) continue
    found.set(name, [found.get(name), declaration].filter((part) => part !== undefined).join('\n'))
  }
  return found
}

function missing(name: string, from: string): never {
  throw new Error(`${from} declares no ${name}`)
}
