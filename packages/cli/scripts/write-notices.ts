// Writes dist/THIRD-PARTY-NOTICES.txt: the licences of the packages that the bundle contains, as they ask for.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))
const metafile = `${dist}/metafile-esm.json`
const { inputs } = JSON.parse(readFileSync(metafile, 'utf8')) as { inputs: Record<string, unknown> }
const folders = [...new Set(Object.keys(inputs).map(packageFolder))].filter((folder) => folder !== undefined).sort()
writeFileSync(`${dist}/THIRD-PARTY-NOTICES.txt`, folders.map(noticeOf).join(`\n${'-'.repeat(80)}\n`))
rmSync(metafile)

/** The innermost folder below `node_modules` that a file of the bundle came from. */
function packageFolder(input: string): string | undefined {
  return /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0]
}

function noticeOf(folder: string): string {
  const path = `${root}/${folder}`
  const { name, version, license } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'))
  const file = readdirSync(path).find((each) => /^licen[cs]e(\.|$)/i.test(each))
  const text = file && existsSync(`${path}/${file}`) ? readFileSync(`${path}/${file}`, 'utf8') : `Licence: ${license}\n`
  return `${name} ${version}\n\n${text}`
}
