// Writes src/render/page/page-bundle.generated.ts: the page's script and style, bundled, with the hashes that its policy names and the licences of
// what is in it. With --print it goes to standard output.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type BuildResult, build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const file = `${root}/src/render/page/page-bundle.generated.ts`

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  legalComments: 'none',
} as const
const scripts = await build({
  ...shared,
  entryPoints: ['page/main.ts'],
  format: 'iife',
  target: 'es2023',
  charset: 'utf8',
})
const styles = await build({ ...shared, entryPoints: ['page/style.css'], charset: 'utf8' })
// No script may end the element it stands in.
const script = textOf(scripts).trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')
const style = textOf(styles).trim()

const text = [
  '// Made by scripts/build-page.ts from page/: change it there.',
  `export const script: string = ${JSON.stringify(script)}`,
  `export const scriptHash: string = '${hashOf(script)}'`,
  `export const style: string = ${JSON.stringify(style)}`,
  `export const styleHash: string = '${hashOf(style)}'`,
  `export const notices: string = ${JSON.stringify(noticesOf(Object.keys(scripts.metafile.inputs)))}`,
  '',
].join('\n')

if (process.argv.includes('--print')) process.stdout.write(text)
else writeFileSync(file, text)

function textOf({ outputFiles = [] }: BuildResult): string {
  return outputFiles.map(({ text }) => text).join('')
}

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`
}

/** The licences of the packages that are in the bundle, as they ask for. */
function noticesOf(inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []))
  return [...folders]
    .map((folder) => {
      const { name, version } = JSON.parse(readFileSync(`${root}/${folder}/package.json`, 'utf8'))
      return `${name} ${version}\n\n${licenceOf(`${root}/${folder}`).trim()}\n`
    })
    .sort()
    .join('\n---\n\n')
}

function licenceOf(folder: string): string {
  for (const name of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'dist/dagre.esm.js.LEGAL.txt']) {
    try {
      return readFileSync(`${folder}/${name}`, 'utf8')
    } catch {
      // The next name.
    }
  }
  throw new Error(`${folder} has no licence`)
}
