import { describe, expect, it } from 'vitest'
import { checkCycles } from './check-cycles.ts'
import { checkDependencies } from './check-dependencies.ts'
import { checkFurniture, checkHouseRules } from './check-house-rules.ts'
import { checkProducts } from './check-products.ts'
import { checkPurity } from './check-purity.ts'
import { checkReach } from './check-reach.ts'
import { parseDependencyTable } from './dependency-table.ts'
import { type Finding, parseWorkspace, type Workspace } from './workspace.ts'

const table = {
  model: { runTime: [], types: [] },
  graph: { runTime: [], types: ['model'] },
  engine: { runTime: ['graph', 'model'], types: [] },
}

/** A small tree in which nothing is wrong; each test adds one thing to it. */
const sound = {
  'packages/model/package.json': JSON.stringify({
    name: '@meshroom/model',
    license: 'MIT',
    type: 'module',
    exports: { '.': './dist/index.js', './schema/*': './schema/*.json' },
    engines: { node: '>=22' },
    files: ['dist'],
    dependencies: { yaml: '^2' },
    devDependencies: { ajv: '^8' },
  }),
  'packages/model/src/index.ts': `export type { Product } from './product.ts'\n`,
  'packages/model/src/product.ts': `import { parse } from 'yaml'\nimport ajv from 'ajv'\nexport type Product = string\n`,
  'packages/model/src/product.test.ts': `import { it } from 'vitest'\nit('reads', () => {})\n`,
  'packages/model/README.md': '# @meshroom/model\n',
  'packages/model/LICENSE': 'MIT License\n',
  '.changeset/model-first.md': '---\n"@meshroom/model": minor\n---\n\nThe first one.\n',
  'packages/graph/package.json': JSON.stringify({
    name: '@meshroom/graph',
    exports: { '.': './dist/index.js' },
    devDependencies: { '@meshroom/model': 'workspace:^' },
  }),
  'packages/graph/src/match.ts': `import type { Product } from '@meshroom/model'\nexport const match = (a: Product) => a\n`,
  'packages/engine/package.json': JSON.stringify({
    name: '@meshroom/engine',
    exports: { '.': './dist/index.js' },
    dependencies: { '@meshroom/model': 'workspace:^', '@meshroom/graph': 'workspace:^' },
  }),
  'packages/engine/src/plan/plan-up.ts': `import { match } from '@meshroom/graph'\nexport { match }\n`,
}

const dependencies = (workspace: Workspace) => checkDependencies(workspace, table)
const purity = (workspace: Workspace) => checkPurity(workspace, 'graph')
const furniture = (workspace: Workspace) => checkFurniture(workspace).filter(({ place }) => place === 'packages/model')

function find(check: (workspace: Workspace) => Finding[], change: Readonly<Record<string, string>> = {}): string[] {
  const workspace = parseWorkspace(new Map(Object.entries({ ...sound, ...change })))
  return check(workspace).map(({ place, message }) => `${place} ${message}`)
}

function manifest(name: keyof typeof sound, change: object): Record<string, string> {
  return { [name]: JSON.stringify({ ...JSON.parse(sound[name]), ...change }) }
}

describe('a sound tree', () => {
  it.each([
    ['dependencies', dependencies],
    ['reach', checkReach],
    ['purity', purity],
    ['cycles', checkCycles],
    ['house rules', checkHouseRules],
    ['furniture', furniture],
  ])('has nothing for the check of %s', (_, check) => {
    expect(find(check)).toEqual([])
  })
})

type Case = [
  name: string,
  check: (workspace: Workspace) => Finding[],
  change: Readonly<Record<string, string>>,
  finding: string,
]

it('lets files share their types both ways', () => {
  const change = {
    'packages/model/src/a.ts': `import { b } from './b.ts'`,
    'packages/model/src/b.ts': `import type { A } from './a.ts'`,
  }
  expect(find(checkCycles, change)).toEqual([])
})

describe('a tree with one thing wrong', () => {
  it.each<Case>([
    [
      'a package that the table does not have',
      dependencies,
      { 'packages/extra/package.json': '{"name":"@meshroom/extra"}' },
      'packages/extra is not in the table of packages',
    ],
    [
      'a package under another name',
      dependencies,
      manifest('packages/graph/package.json', { name: 'graph' }),
      'packages/graph/package.json is named graph, not @meshroom/graph',
    ],
    [
      'an edge in a package.json',
      dependencies,
      manifest('packages/model/package.json', { dependencies: { yaml: '^2', '@meshroom/graph': 'workspace:^' } }),
      'packages/model/package.json depends on graph, which the table does not allow',
    ],
    [
      'an edge among the peers',
      dependencies,
      manifest('packages/model/package.json', { peerDependencies: { '@meshroom/engine': '*' } }),
      'packages/model/package.json depends on engine, which the table does not allow',
    ],
    ...[
      `import { x } from '@meshroom/engine'`,
      `import type { X } from '@meshroom/engine'`,
      `export * from '@meshroom/engine/testing'`,
      `export const load = () => import('@meshroom/engine')`,
      `export type X = import('@meshroom/engine').X`,
      `export const x = import.meta.resolve('@meshroom/engine')`,
    ].map<Case>((line) => [
      `an edge by ${line}`,
      dependencies,
      { 'packages/graph/src/loop.ts': `\n${line}\n` },
      'packages/graph/src/loop.ts:2 imports engine, which the table does not allow',
    ]),
    ...[`import { x } from '@meshroom/model'`, `import { type X } from '@meshroom/model'`].map<Case>((line) => [
      `a types-only edge used at run time by ${line}`,
      dependencies,
      { 'packages/graph/src/a.ts': line },
      'packages/graph/src/a.ts:1 imports model at run time; the table allows its types only',
    ]),
    [
      'an import that is not declared',
      dependencies,
      { 'packages/graph/src/a.ts': `import lodash from 'lodash/fp'` },
      'packages/graph/src/a.ts:1 imports lodash, which its package.json does not declare',
    ],
    [
      'a sibling that is needed at run time and declared for development',
      dependencies,
      manifest('packages/engine/package.json', {
        dependencies: {},
        devDependencies: { '@meshroom/graph': 'workspace:^' },
      }),
      'packages/engine/src/plan/plan-up.ts:1 imports @meshroom/graph, which its package.json does not declare',
    ],
    [
      'a relative path into another package',
      checkReach,
      { 'packages/engine/src/plan/x.ts': `import { match } from '../../../graph/src/match.ts'` },
      'packages/engine/src/plan/x.ts:1 reaches into packages/graph/src/match.ts by a relative path',
    ],
    [
      'a test that takes a relative path into another package',
      checkReach,
      { 'packages/engine/test/x.test.ts': `import { match } from '../../graph/src/match.ts'` },
      'packages/engine/test/x.test.ts:1 reaches into packages/graph/src/match.ts by a relative path',
    ],
    [
      'a deep import',
      checkReach,
      { 'packages/engine/src/x.ts': `import type { Product } from '@meshroom/model/src/product.ts'` },
      'packages/engine/src/x.ts:1 @meshroom/model/src/product.ts is not among the exports of @meshroom/model',
    ],
    [
      "a module of Node's in the pure package",
      purity,
      { 'packages/graph/src/x.ts': `import { readFileSync } from 'node:fs'` },
      'packages/graph/src/x.ts:1 imports node:fs of Node',
    ],
    [
      "a module of Node's under its old name",
      purity,
      { 'packages/graph/src/x.ts': `import { join } from 'path/posix'` },
      'packages/graph/src/x.ts:1 imports path/posix of Node',
    ],
    ...[
      ['process.env', 'export const x = process.env.HOME'],
      ['fetch', `export const x = () => fetch('http://example.test')`],
      ['Date.now', 'export const x = Date.now()'],
      ['new Date', 'export const x = new Date()'],
      ['console.log', 'console.log(1)'],
    ].map<Case>(([name, line]) => [
      `${name} in the pure package`,
      purity,
      { 'packages/graph/src/x.ts': line! },
      `packages/graph/src/x.ts:1 uses ${name}`,
    ]),
    [
      'two files that import each other',
      checkCycles,
      {
        'packages/model/src/a.ts': `import { b } from './deep/b.ts'`,
        'packages/model/src/deep/b.ts': `import { c } from './c.ts'`,
        'packages/model/src/deep/c.ts': `export { a } from '../a.ts'`,
      },
      'packages/model/src/a.ts imports itself by way of packages/model/src/deep/b.ts → packages/model/src/deep/c.ts → packages/model/src/a.ts',
    ],
    [
      'a file whose name says nothing',
      checkHouseRules,
      { 'packages/model/src/deep/utils.ts': '' },
      'packages/model/src/deep/utils.ts a file names its act; this name says none',
    ],
    [
      'an index.ts with code of its own',
      checkHouseRules,
      { 'packages/model/src/index.ts': `export * from './product.ts'\nexport const x = 1\n` },
      'packages/model/src/index.ts:2 index.ts only re-exports',
    ],
    [
      'a file that is too long',
      checkHouseRules,
      { 'packages/model/src/long.ts': '// a line\n'.repeat(351) },
      'packages/model/src/long.ts has 351 lines; 350 is the most',
    ],
    [
      'work left behind',
      checkHouseRules,
      { 'packages/model/src/x.ts': '/** TODO: later */' },
      'packages/model/src/x.ts:1 leaves work behind: * TODO: later',
    ],
    [
      'a silenced compiler',
      checkHouseRules,
      { 'packages/model/src/x.ts': '\n// @ts-expect-error it is fine\n' },
      'packages/model/src/x.ts:2 silences a tool: @ts-expect-error it is fine',
    ],
    [
      'a test held back',
      checkHouseRules,
      { 'packages/model/src/x.test.ts': `it.skip('reads', () => {})` },
      'packages/model/src/x.test.ts:1 it.skip keeps tests from running',
    ],
    [
      'a package without README',
      furniture,
      { 'packages/model/README.md': '' },
      'packages/model has no README.md that names it',
    ],
    [
      'a package under another licence',
      furniture,
      { 'packages/model/LICENSE': 'Apache License' },
      'packages/model has no MIT LICENSE',
    ],
    [
      'a package without a range of Node',
      furniture,
      manifest('packages/model/package.json', { engines: {} }),
      'packages/model has no engines.node',
    ],
    [
      'a package without exports',
      furniture,
      manifest('packages/model/package.json', { exports: undefined }),
      'packages/model has no exports',
    ],
    [
      'a package without a changeset',
      furniture,
      { '.changeset/model-first.md': '---\n"@meshroom/graph": minor\n---\n\n"@meshroom/model": minor\n' },
      'packages/model has no changeset or CHANGELOG.md',
    ],
    [
      'a product that imports a package from the registry',
      ({ tree }) => checkProducts(tree),
      { 'products/acme/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'\nimport got from 'got'` },
      'products/acme/hooks.ts:2 got is not copied along',
    ],
    [
      'a product that imports from its neighbour',
      ({ tree }) => checkProducts(tree),
      { 'products/acme/deep/hooks.ts': `import { x } from '../../other/x.ts'` },
      'products/acme/deep/hooks.ts:1 ../../other/x.ts is not copied along',
    ],
  ])('%s', (_, check, change, finding) => {
    expect(find(check, change)).toEqual([finding])
  })
})

describe('the table in ARCHITECTURE.md', () => {
  it('is read row by row, until the next table', () => {
    const markdown = [
      '| package | is | may import (run time) | never knows of |',
      '| --- | --- | --- | --- |',
      '| `model` | manifests | – | hooks |',
      '| `graph` | matching of `model` | – (types of `model`) | files |',
      '| `engine` | runs | `model`, `graph` | oclif |',
      '| `cli` | thin | all of them | rules |',
      '',
      '| folder | what |',
      '| --- | --- |',
      '| `hooks/` | reads |',
    ].join('\n')
    expect(parseDependencyTable(markdown)).toEqual({
      ...table,
      cli: { runTime: ['engine', 'graph', 'model'], types: [] },
    })
  })

  it('is missed when it is not there', () => {
    expect(() => parseDependencyTable('# Architecture')).toThrow('may import (run time)')
  })
})
