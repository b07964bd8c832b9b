import { mkdir, mkdtemp, open, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { AskContext } from './ask.ts'
import { openToRead } from './resolve-path.ts'

vi.mock(import('node:fs/promises'), async (original) => {
  const actual = await original()
  return { ...actual, open: vi.fn(actual.open) }
})

/** A project whose folder `mirrors/edr/d` is one moment a folder, and the next a link to `outside`. */
async function flipping() {
  const root = await mkdtemp(join(tmpdir(), 'meshroom-race-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const folder = join(root, 'mirrors/edr/d')
  for (const place of [folder, join(root, 'outside')]) {
    await mkdir(place, { recursive: true })
    await writeFile(join(place, 'key'), place)
  }
  const product = { name: 'edr', folder: 'products/edr', permissions: { net: [], run: [], write: [], git: true } }
  const context = { settings: { root, product }, input: {}, kind: 'execute' } as unknown as AskContext
  const toLink = async () => {
    await rename(folder, `${folder}-aside`)
    await symlink(join(root, 'outside'), folder)
  }
  const toFolder = async () => {
    await rm(folder)
    await rename(`${folder}-aside`, folder)
  }
  return { context, toLink, toFolder }
}

it.each([
  ['stays one', false],
  ['is a folder again', true],
])(
  'what a link leads to is not read where it came between the look at a path and its opening, and %s',
  async (_, back) => {
    const { context, toLink, toFolder } = await flipping()
    const actual = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises')
    vi.mocked(open).mockImplementationOnce(async (...args) => {
      await toLink()
      const file = await actual.open(...args)
      if (back) await toFolder()
      return file
    })
    await expect(openToRead('mirrors/edr/d/key', context)).rejects.toMatchObject({ code: 'PATH_REFUSED' })
  },
)
