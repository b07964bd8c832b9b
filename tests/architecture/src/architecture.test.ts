import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import allowed from '../allowed-dependencies.json' with { type: 'json' }
import { checkCycles } from './check-cycles.ts'
import { checkDependencies } from './check-dependencies.ts'
import { checkFurniture, checkHouseRules } from './check-house-rules.ts'
import { checkProducts } from './check-products.ts'
import { checkPurity } from './check-purity.ts'
import { checkReach } from './check-reach.ts'
import { parseDependencyTable } from './dependency-table.ts'
import { readTree } from './read-tree.ts'
import { type Finding, parseWorkspace, type Tree, type Workspace } from './workspace.ts'

let tree: Tree
let workspace: Workspace

beforeAll(async () => {
  tree = await readTree(fileURLToPath(new URL('../../..', import.meta.url)))
  workspace = parseWorkspace(tree)
})

describe('this repository', () => {
  it('has the packages of the table, and sources in each of them', () => {
    expect(workspace.packages.map(({ name }) => name)).toEqual(Object.keys(allowed).sort())
    expect(workspace.packages.filter(({ sources }) => sources.length === 0)).toEqual([])
  })

  it('says in ARCHITECTURE.md what the table allows', () => {
    expect(parseDependencyTable(tree.get('ARCHITECTURE.md')!)).toEqual(allowed)
  })

  const checks: Record<string, () => Finding[]> = {
    'has no dependency between packages but those of the table': () => checkDependencies(workspace, allowed),
    "has no import that goes round another package's door": () => checkReach(workspace),
    'keeps graph free of I/O, clock and chance': () => checkPurity(workspace, 'graph'),
    'has no files that import each other in a ring': () => checkCycles(workspace),
    'keeps the rules of the house': () => checkHouseRules(workspace),
    'has around each package what a package needs': () => checkFurniture(workspace),
    'has products that work as copied': () => checkProducts(tree),
  }
  for (const [name, check] of Object.entries(checks))
    it(name, () => {
      expect(check().map(({ place, message }) => `${place} ${message}`)).toEqual([])
    })
})
