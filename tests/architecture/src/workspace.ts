import { parseSource, type SourceFile } from './parse-source.ts'

/** Text files by path relative to the repository, with `/`. */
export type Tree = ReadonlyMap<string, string>

export interface Package {
  /** Name of its folder below `packages/`. */
  readonly name: string
  readonly manifest: PackageManifest
  /** What runs: TypeScript and JavaScript outside tests and configuration. */
  readonly sources: readonly SourceFile[]
  readonly tests: readonly SourceFile[]
}

export interface PackageManifest {
  readonly name?: string
  readonly license?: string
  readonly type?: string
  readonly exports?: unknown
  readonly engines?: Readonly<Record<string, string>>
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export interface Workspace {
  readonly tree: Tree
  readonly packages: readonly Package[]
}

/** What breaks a rule, and where: `packages/graph/src/x.ts:3`. */
export interface Finding {
  readonly place: string
  readonly message: string
}

/** Reads the packages out of a tree of files; pure, so that a bad tree is one literal in a test. */
export function parseWorkspace(tree: Tree): Workspace {
  const manifests = [...tree.keys()].filter((path) => /^packages\/[^/]+\/package\.json$/.test(path))
  return { tree, packages: manifests.sort().map((path) => parsePackage(tree, path.split('/')[1]!)) }
}

function parsePackage(tree: Tree, name: string): Package {
  const folder = `packages/${name}/`
  const files = [...tree]
    .filter(([path]) => path.startsWith(folder) && codeFile.test(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => parseSource(path, text))
  return {
    name,
    manifest: JSON.parse(tree.get(`${folder}package.json`)!),
    sources: files.filter(({ path }) => !isTest(path)),
    tests: files.filter(({ path }) => isTest(path)),
  }
}

/** What runs, or tests what runs; other files of code, such as templates, are data. */
const codeFile = /^packages\/[^/]+\/(src|bin|test|scripts)\/.*\.[mc]?[jt]s$/

function isTest(path: string): boolean {
  return /\.test\.ts$/.test(path) || /^packages\/[^/]+\/(test|scripts)\//.test(path)
}

/** The package that a bare specifier names: `@scope/name/deep` → `@scope/name`; undefined for relative ones and Node's own. */
export function packageOf(specifier: string): string | undefined {
  if (/^[./#]/.test(specifier) || specifier.startsWith('node:')) return undefined
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
