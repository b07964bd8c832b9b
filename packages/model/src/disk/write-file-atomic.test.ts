import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeProject } from '../../test/make-project.ts'
import { writeFileAtomic } from './write-file-atomic.ts'

describe('writing a file atomically', () => {
  it('makes the folders on the way and leaves nothing else behind', async () => {
    const root = await makeProject({})
    await writeFileAtomic(join(root, 'a/b/c.yaml'), 'x: 1\n')
    expect(await readFile(join(root, 'a/b/c.yaml'), 'utf8')).toBe('x: 1\n')
    expect(await readdir(join(root, 'a/b'))).toEqual(['c.yaml'])
  })

  it('leaves the old content and no temporary file when it fails', async () => {
    const root = await makeProject({})
    await mkdir(join(root, 'taken/inside'), { recursive: true })
    await expect(writeFileAtomic(join(root, 'taken'), 'x')).rejects.toThrow()
    expect((await readdir(root)).sort()).toEqual(['instances', 'products', 'taken'])
  })

  it('names the file in an error of the writing itself, which says none', async () => {
    const file = join(await makeProject({}), 'a.yaml')
    await expect(writeFileAtomic(file, 5 as never)).rejects.toMatchObject({ path: file })
  })

  it('shows a reader the old content or the new, never a part', async () => {
    const file = join(await makeProject({ 'f.txt': 'a'.repeat(500_000) }), 'f.txt')
    const seen = new Set<string>()
    let isWriting = true
    const reader = (async () => {
      while (isWriting) {
        const text = await readFile(file, 'utf8')
        seen.add(`${text.length} ${[...new Set(text)].join('')}`)
      }
    })()
    for (const letter of ['b', 'c', 'd']) await writeFileAtomic(file, letter.repeat(500_000))
    isWriting = false
    await reader
    for (const one of seen) expect(one).toMatch(/^500000 [abcd]$/)
  })

  it('keeps the mode of a file and gives a new one the mode asked for', async () => {
    const root = await makeProject({ 'old.sh': '' })
    await chmod(join(root, 'old.sh'), 0o750)
    await writeFileAtomic(join(root, 'old.sh'), 'x')
    await writeFileAtomic(join(root, 'new.gpg'), 'x', { mode: 0o600 })
    expect((await stat(join(root, 'old.sh'))).mode & 0o777).toBe(0o750)
    expect((await stat(join(root, 'new.gpg'))).mode & 0o777).toBe(0o600)
  })

  it('writes through a link and leaves the link', async () => {
    const root = await makeProject({ 'real.txt': 'old' })
    await symlink('real.txt', join(root, 'link.txt'))
    await writeFileAtomic(join(root, 'link.txt'), 'new')
    expect((await lstat(join(root, 'link.txt'))).isSymbolicLink()).toBe(true)
    expect(await readFile(join(root, 'real.txt'), 'utf8')).toBe('new')
  })

  it('makes what a link points to, where that is not there yet', async () => {
    const root = await makeProject({})
    await mkdir(join(root, 'links'))
    await symlink('links/second', join(root, 'first'))
    await symlink('../far/real.txt', join(root, 'links/second'))
    await writeFileAtomic(join(root, 'first'), 'new')
    expect((await lstat(join(root, 'links/second'))).isSymbolicLink()).toBe(true)
    expect(await readFile(join(root, 'far/real.txt'), 'utf8')).toBe('new')
  })

  it('refuses links that go round in a circle, and leaves them', async () => {
    const root = await makeProject({})
    await symlink('b', join(root, 'a'))
    await symlink('a', join(root, 'b'))
    await expect(writeFileAtomic(join(root, 'a'), 'x')).rejects.toMatchObject({ code: 'ELOOP' })
    expect((await lstat(join(root, 'a'))).isSymbolicLink()).toBe(true)
  })

  it('gives a file that is there the mode asked for where it is not to keep its own', async () => {
    const root = await makeProject({ 'open.txt': '' })
    await chmod(join(root, 'open.txt'), 0o644)
    await writeFileAtomic(join(root, 'open.txt'), 'x', { mode: 0o600, keepsMode: false })
    expect((await stat(join(root, 'open.txt'))).mode & 0o777).toBe(0o600)
  })

  it('leaves alone what others write beside it', async () => {
    const root = await makeProject({})
    await Promise.all([...'abcdef'].map((name) => writeFileAtomic(join(root, name), name)))
    await writeFile(join(root, 'g'), 'g')
    expect((await readdir(root)).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'instances', 'products'])
  })
})
