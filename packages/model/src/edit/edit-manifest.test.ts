import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { makeProject } from '../../test/make-project.ts'
import { readManifest } from '../disk/read-manifest.ts'
import { MANIFEST_KINDS, schemaUrl } from '../schema-url.ts'
import { editManifest } from './edit-manifest.ts'
import { renderManifest } from './render-manifest.ts'

const file = 'products/edr/definition.yaml'

describe('editing a manifest on disk', () => {
  it('writes what changed, and says so', async () => {
    const path = join(await makeProject({ [file]: '# ours\nproduces: {}\n' }), file)
    expect(
      await editManifest(path, [{ path: ['produces', 'threats'], append: { format: 'stix', mode: 'pull' } }]),
    ).toBe(true)
    expect(await readFile(path, 'utf8')).toBe('# ours\nproduces:\n  threats:\n    - format: stix\n      mode: pull\n')
  })

  it('does not touch a file that the edits do not change', async () => {
    const path = join(await makeProject({ [file]: 'vendor:   Acme\n' }), file)
    const { ino } = await stat(path)
    expect(await editManifest(path, [{ path: ['vendor'], value: 'Acme' }])).toBe(false)
    expect((await stat(path)).ino).toBe(ino)
  })

  it.each([
    ['equal keys', 'a: 1\na: 2\n'],
    ['bytes that are not UTF-8', Buffer.from('a: \xe9\n', 'latin1')],
    ['two documents', 'a: 1\n---\na: 2\n'],
  ])('leaves a file with %s as it is', async (_, content) => {
    const path = join(await makeProject({ [file]: content }), file)
    const before = await readFile(path)
    await expect(editManifest(path, [{ path: ['b'], value: 1 }])).rejects.toMatchObject({
      code: 'MANIFEST_BROKEN',
      hint: expect.any(String),
    })
    expect(await readFile(path)).toEqual(before)
  })

  it('fails for a file that is not there, and makes none', async () => {
    const root = await makeProject({})
    await expect(editManifest(join(root, file), [{ path: ['a'], value: 1 }])).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(stat(join(root, file))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('reading a manifest as data', () => {
  it('keeps every key', async () => {
    const root = await makeProject({ [file]: 'b: 1\na: &x [2]\nc: *x\n', empty: '# nothing\n', broken: 'a: 1\na: 2\n' })
    expect(await readManifest(join(root, file))).toEqual({ b: 1, a: [2], c: [2] })
    expect(await readManifest(join(root, 'empty'))).toEqual({})
    await expect(readManifest(join(root, 'broken'))).rejects.toMatchObject({ code: 'MANIFEST_BROKEN', line: 2 })
  })
})

describe('rendering a manifest', () => {
  it.each(MANIFEST_KINDS)('of kind %s names its schema and says its data', (kind) => {
    const data = { a: ['x', { b: null }], on: 'yes', long: 'word '.repeat(50) }
    const text = renderManifest(kind, data)
    expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schemaUrl(kind)}`)
    expect(parse(text)).toEqual(data)
    expect(parse(text, { version: '1.1' })).toEqual(data)
  })

  it('of no data is its schema line alone', () => {
    expect(renderManifest('instance', {})).toMatch(/^# .*\n$/)
  })
})
