import { readdirSync, readFileSync } from 'node:fs'

/**
 * The licences of the packages that a bundle contains, as they ask for.
 *
 * @param modules Absolute paths of what is in it.
 */
export function renderNotices(modules: readonly string[]): string {
  const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== undefined))
  const notices = new Map([...folders].sort().map((folder) => [nameOf(folder), noticeOf(folder)]))
  return [...notices.values()].join(`\n${'-'.repeat(80)}\n`)
}

/** The innermost folder below `node_modules` that a file of the bundle came from. */
function packageFolder(module: string): string | undefined {
  return /^\0?(?:\w+:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)/.exec(module.replaceAll('\\', '/'))?.[1]
}

function nameOf(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  return `${name} ${version}`
}

function noticeOf(folder: string): string {
  const { license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$)/i.test(each))
  const text = file === undefined ? `Licence: ${license}\n` : readFileSync(`${folder}/${file}`, 'utf8')
  return `${nameOf(folder)}\n\n${text}`
}
