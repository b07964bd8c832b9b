import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { twoClones } from '../../test/two-clones.ts'
import { admitProduct } from './admit-product.ts'
import { ownProduct } from './own-product.ts'
import { readSnapshot } from './read-snapshot.ts'
import type { TrustPort } from './trust-request.ts'

/** A person's own product in their clone of a repository to which another person, who may give any name and address, pushes `evil`. */
async function desk() {
  const { folder, mine, theirs } = twoClones()
  const writeIn = (tree: string) => (path: string, text: string) => writeFileSync(join(folder, tree, path), text)
  const [write, writeTheirs] = [writeIn('mine'), writeIn('theirs')]
  mine('checkout -q -b main')
  mkdirSync(join(folder, 'mine/products/mine'), { recursive: true })
  const root = join(folder, 'mine')
  let questions = 0
  const trust: TrustPort = {
    folder: join(folder, 'state'),
    policy: 'ask',
    ask: async () => {
      questions += 1
      return 'yes'
    },
  }
  const product = { name: 'mine', folder: 'products/mine', permissions: { net: [], run: [], write: [], git: false } }
  const run = async (permissions: { readonly run?: string[] } = {}) => {
    const { subject } = await readSnapshot(root, {
      ...product,
      permissions: { ...product.permissions, ...permissions },
    })
    await admitProduct({ root, trust }, product, subject)
  }
  const hooks = 'products/mine/hooks.ts'
  write(hooks, 'export const first = 1\n')
  write('products/mine/definition.yaml', 'name: mine\n')
  await ownProduct({ root, ports: { trust } as never }, product)
  await run()
  mine('add .')
  mine('commit -qm first')
  mine('push -q origin main')
  theirs('pull -q origin main')
  theirs('checkout -q -b evil')
  writeTheirs(hooks, 'export const evil = 1\n')
  writeTheirs('products/mine/definition.yaml', 'name: mine\npermissions: { run: [sh] }\n')
  mkdirSync(join(folder, 'theirs/products/mine/node_modules/lib'), { recursive: true })
  writeTheirs('products/mine/node_modules/lib/index.js', 'exports.evil = 1\n')
  theirs('add -f .')
  theirs('commit -qam evil')
  theirs('push -q origin evil')
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  /** A file of many lines, which a colleague changes at its end; the person has fetched that, and has changed the beginning. */
  const collaborate = async () => {
    const lines = Array.from({ length: 20 }, (_, index) => `export const line${index} = ${index}`)
    write(hooks, `${lines.join('\n')}\n`)
    mine('commit -qam lines')
    await run()
    mine('push -q origin main')
    theirs('checkout -q -b colleague')
    theirs('fetch -q origin')
    theirs('reset -q --hard origin/main')
    writeTheirs(hooks, `${lines.join('\n')}\nexport const evil = 1\n`)
    theirs('commit -qam evil')
    theirs('checkout -q -b evil-merge origin/main')
    theirs('commit -q --allow-empty -m side')
    theirs('merge -q --no-commit --no-ff colleague')
    writeTheirs(hooks, `${lines.join('\n')}\nexport const worse = 1\n`)
    theirs('commit -qam merged')
    theirs('push -q origin colleague evil-merge')
    mine('fetch -q origin')
    write(hooks, `export const edited = 1\n${lines.join('\n')}\n`)
    mine('commit -qam edited')
  }
  return { root, mine, theirs, write, read, hooks, run, collaborate, asked: () => questions }
}

type Desk = Awaited<ReturnType<typeof desk>>

const fetched = ({ mine }: Desk) => mine('fetch -q origin')

const taken: Readonly<Record<string, (it: Desk) => void>> = {
  'a package of it, checked out': (it) => {
    fetched(it)
    it.mine('checkout origin/evil -- products/mine/node_modules')
  },
  'a squash of it, committed as one’s own': (it) => {
    fetched(it)
    it.mine('merge -q --squash origin/evil')
    it.mine('commit -qm mine')
  },
  'a cherry-pick of it without a commit, committed as one’s own': (it) => {
    fetched(it)
    it.mine('cherry-pick -n origin/evil')
    it.mine('commit -qm mine')
  },
  'its folder, checked out': (it) => {
    fetched(it)
    it.mine('checkout origin/evil -- products/mine')
  },
  'its file, restored and renamed': (it) => {
    fetched(it)
    it.mine(`restore --source origin/evil ${it.hooks}`)
    it.mine(`mv ${it.hooks} products/mine/other.ts`)
  },
  'what was fetched and is not to be found any more': (it) => {
    it.mine(`fetch -q ${join(it.root, '../remote')} evil`)
    it.mine('cherry-pick -n FETCH_HEAD')
    it.mine('commit -qm mine')
    rmSync(join(it.root, '.git/FETCH_HEAD'))
  },
  'its file, with line ends that git changes': (it) => {
    fetched(it)
    it.mine('config core.autocrlf true')
    it.mine('checkout origin/evil -- products/mine')
  },
  'its file out of a pack': (it) => {
    fetched(it)
    it.mine('gc -q')
    it.mine('checkout origin/evil -- products/mine')
  },
}

/** Others' work that git merges into a file with one's own: the outcome is in no commit of theirs. */
const merged: Readonly<Record<string, (it: Desk) => void>> = {
  'a squash': (it) => {
    it.mine('merge -q --squash origin/colleague')
    it.mine('commit -qm mine')
  },
  'a squash that another edit followed': (it) => {
    it.mine('merge -q --squash origin/colleague')
    it.write(it.hooks, `${it.read(it.hooks)}export const later = 1\n`)
    it.mine('commit -qam mine')
  },
  'a cherry-pick without a commit': (it) => it.mine('cherry-pick -n origin/colleague'),
  'a squash, indented anew': (it) => {
    it.mine('merge -q --squash origin/colleague')
    it.write(it.hooks, it.read(it.hooks).replaceAll('export', '  export'))
    it.mine('commit -qam mine')
  },
  'a squash into a file that was renamed': (it) => {
    it.mine(`mv ${it.hooks} products/mine/renamed.ts`)
    it.mine('commit -qm renamed')
    it.mine('merge -q --squash origin/colleague')
    it.mine('commit -qm mine')
  },
  'a squash of what git takes for no text': (it) => {
    it.write('.git/info/attributes', '*.ts -diff merge=text\n')
    it.mine('merge -q --squash origin/colleague')
    it.mine('commit -qm mine')
  },
  'a squash of a merge that brought it along': (it) => {
    it.mine('merge -q --squash origin/evil-merge')
    it.mine('commit -qm mine')
  },
}

const own: Readonly<Record<string, (it: Desk) => void>> = {
  'an edit': ({ write, hooks }) => write(hooks, 'export const edited = 1\n'),
  'an edit that is staged': ({ write, hooks, mine }) => {
    write(hooks, 'export const edited = 1\n')
    mine('add .')
  },
  'an edit that is committed, though others have pushed': (it) => {
    it.write(it.hooks, 'export const edited = 1\n')
    it.mine('commit -qam edited')
    fetched(it)
  },
  'an earlier commit of one’s own': (it) => {
    it.write(it.hooks, 'export const second = 1\n')
    it.mine('commit -qam second')
    it.mine(`checkout HEAD~1 -- ${it.hooks}`)
    it.write('products/mine/new.ts', 'export const more = 1\n')
  },
  'a package that was installed': ({ root }) => {
    mkdirSync(join(root, 'products/mine/node_modules/lib'), { recursive: true })
    writeFileSync(join(root, 'products/mine/node_modules/lib/index.js'), 'exports.x = 1\n')
  },
  'an empty file, such as others have': (it) => {
    fetched(it)
    it.write('products/mine/empty.ts', '')
  },
}

describe('one’s own product', () => {
  it.each(Object.entries(taken))('asks where others’ work came as %s', async (_, act) => {
    const it = await desk()
    act(it)
    await it.run()
    expect(it.asked()).toBe(1)
    await it.run()
    expect(it.asked()).toBe(1)
  })

  it.each(Object.entries(merged))('asks where git merged others’ work with one’s own: %s', async (_, act) => {
    const it = await desk()
    await it.collaborate()
    act(it)
    await it.run()
    expect(it.asked()).toBe(1)
    it.mine('add .')
    it.mine('commit -q --allow-empty -m later')
    await it.run()
    expect(it.asked()).toBe(1)
  })

  it('asks once about merged lines, though the file is edited again and again before it is committed', async () => {
    const it = await desk()
    await it.collaborate()
    it.mine('cherry-pick -n origin/colleague')
    for (const more of ['one', 'two']) {
      await it.run()
      it.write(it.hooks, `${it.read(it.hooks)}export const ${more} = 1\n`)
    }
    await it.run()
    expect(it.asked()).toBe(1)
  })

  it('does not ask about an edit next to what others have pushed', async () => {
    const it = await desk()
    await it.collaborate()
    await it.run()
    it.write(it.hooks, `${it.read(it.hooks)}\nexport const more = 1\n`)
    await it.run()
    expect(it.asked()).toBe(0)
  })

  it('asks where others’ definition alone was taken over, with what it asks for', async () => {
    const it = await desk()
    fetched(it)
    it.mine('checkout origin/evil -- products/mine/definition.yaml')
    await it.run({ run: ['sh'] })
    expect(it.asked()).toBe(1)
  })

  it('asks where git cannot say whose it is', async () => {
    const it = await desk()
    it.write(it.hooks, 'export const edited = 1\n')
    writeFileSync(join(it.root, '.git/config'), 'no config')
    await it.run()
    expect(it.asked()).toBe(1)
  })

  it.each(Object.entries(own))('does not ask about %s', async (_, act) => {
    const it = await desk()
    act(it)
    await it.run()
    expect(it.asked()).toBe(0)
    expect(readFileSync(join(it.root, 'meshroom.lock'), 'utf8')).toContain('mine')
  })
})
