import { posix } from 'node:path'
import type { SourceFile } from './parse-source.ts'
import type { Finding, Package, Workspace } from './workspace.ts'

/** Hard ceiling for a file of source, in lines. */
const longest = 350
const namesNothing = /^(utils?|helpers?|common|misc|shared)\.ts$/
const suppression =
  /@ts-(ignore|nocheck|expect-error)|biome-ignore|eslint-disable|oxlint-disable|(v8|c8|istanbul) ignore/
const unfinished = /\b(TODO|FIXME|XXX|HACK)\b|not implemented/i

const heldBack = /^(describe|it|test)\.(only|skip|todo)$/

type FileRule = (file: SourceFile) => Finding[]

/** Rules of the house that a machine can hold, for every file of source; suppressions and held-back tests count in tests too. */
export function checkHouseRules(workspace: Workspace): Finding[] {
  return workspace.packages.flatMap(({ sources, tests }) => [
    ...sources.flatMap((file) =>
      [namesItsAct, indexOnlyReExports, isNotTooLong, isFinished, suppressesNothing].flatMap((rule) => rule(file)),
    ),
    ...tests.flatMap((file) => [suppressesNothing, runsItsTests].flatMap((rule) => rule(file))),
  ])
}

const namesItsAct: FileRule = ({ path }) =>
  namesNothing.test(posix.basename(path)) ? [{ place: path, message: 'a file names its act; this name says none' }] : []

/** A command's folder may have its own command in `index.ts`: oclif reads the name so. */
const indexOnlyReExports: FileRule = ({ path, ownCodeAt }) => {
  if (posix.basename(path) !== 'index.ts' || path.includes('/src/commands/') || ownCodeAt === undefined) return []
  return [{ place: `${path}:${ownCodeAt}`, message: 'index.ts only re-exports' }]
}

const isNotTooLong: FileRule = ({ path, text }) => {
  const lines = text.split('\n').length - 1
  if (lines <= longest || path.includes('.generated.')) return []
  return [{ place: path, message: `has ${lines} lines; ${longest} is the most` }]
}

const isFinished: FileRule = ({ path, comments }) =>
  comments
    .filter(({ text }) => unfinished.test(text))
    .map(({ text, line }) => ({ place: `${path}:${line}`, message: `leaves work behind: ${text.trim()}` }))

const suppressesNothing: FileRule = ({ path, comments }) =>
  comments
    .filter(({ text }) => suppression.test(text))
    .map(({ text, line }) => ({ place: `${path}:${line}`, message: `silences a tool: ${text.trim()}` }))

const runsItsTests: FileRule = ({ path, uses }) =>
  uses
    .filter(({ name }) => heldBack.test(name))
    .map(({ name, line }) => ({ place: `${path}:${line}`, message: `${name} keeps tests from running` }))

/** What every package must have around its sources. */
export function checkFurniture({ tree, packages }: Workspace): Finding[] {
  return packages.flatMap((pkg) =>
    missingFrom(pkg, tree).map((message) => ({ place: `packages/${pkg.name}`, message: `has no ${message}` })),
  )
}

function missingFrom({ name, manifest, tests }: Package, tree: Workspace['tree']): string[] {
  const folder = `packages/${name}`
  const has = {
    'README.md that names it': tree.get(`${folder}/README.md`)?.includes(`@meshroom/${name}`),
    'MIT LICENSE': tree.get(`${folder}/LICENSE`)?.startsWith('MIT License') && manifest.license === 'MIT',
    '"type": "module"': manifest.type === 'module',
    exports: manifest.exports,
    'engines.node': manifest.engines?.node,
    files: manifest.files?.length,
    tests: tests.length > 0,
    'changeset or CHANGELOG.md': tree.has(`${folder}/CHANGELOG.md`) || hasChangeset(tree, `@meshroom/${name}`),
  }
  return Object.entries(has)
    .filter(([, present]) => !present)
    .map(([what]) => what)
}

function hasChangeset(tree: Workspace['tree'], name: string): boolean {
  const front = new RegExp(`^---\\n[^]*?["']${name}["']: (major|minor|patch)\\n[^]*?---\\n`)
  return [...tree].some(([path, text]) => path.startsWith('.changeset/') && front.test(text))
}
