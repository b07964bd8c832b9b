import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { benchWith } from '../../../test/host/host-bench.ts'

const hooks = `
export const make = scaffold(async ({ templates, log }) => {
  const to = 'products/edr/integrations/siem'
  log.info(JSON.stringify(await templates.render('action', to, { topic: 'search', CLASS: 'Search' })))
})
export const other = scaffold(({ templates }) => templates.render('none', 'products/edr/x', {}))
export const outside = scaffold(({ templates }) => templates.render('action', 'instances/x', { topic: 'a', CLASS: 'b' }))
export const escape = scaffold(({ templates }) => templates.render('action', 'products/edr/integrations', { topic: '../../..', CLASS: 'b' }))
export const climb = scaffold(({ templates }) => templates.render('..', 'products/edr/x', {}))`

const files = {
  'products/edr/templates/action/action_{{topic}}.json':
    '{"name": "{{topic}}", "code": "{{ not a value }} {single} {{{topic}}}"}',
  'products/edr/templates/action/lib/main.py': 'class {{CLASS}}:\n    pass\n',
  'products/edr/templates/action/logo.png': '\u0000{{CLASS}}',
}

describe('templates', () => {
  it('are rendered in contents and names; what is there already stays, binary files are copied', async () => {
    const bench = await benchWith(hooks, { files: { ...files, 'products/edr/integrations/siem/lib/main.py': 'mine' } })
    await bench.run('make')
    const folder = 'products/edr/integrations/siem'
    expect(JSON.parse(bench.logs()[0] ?? '')).toEqual([`${folder}/action_search.json`, `${folder}/logo.png`])
    const read = (path: string) => readFile(join(bench.root, folder, path), 'utf8')
    expect(await read('action_search.json')).toBe('{"name": "search", "code": "{{ not a value }} {single} {search}"}')
    expect(await read('lib/main.py')).toBe('mine')
    expect(await read('logo.png')).toBe('\u0000{{CLASS}}')
    await bench.run('make')
    expect(JSON.parse(bench.logs()[1] ?? '')).toEqual([])
  })

  it('write nothing where a value is missing', async () => {
    const bench = await benchWith(hooks, { files: { ...files, 'products/edr/templates/action/z.txt': '{{unknown}}' } })
    await expect(bench.run('make')).rejects.toMatchObject({
      message: expect.stringContaining('z.txt needs a value for {{unknown}}'),
      data: { code: 'TEMPLATE_VALUE_MISSING' },
    })
    await expect(readFile(join(bench.root, 'products/edr/integrations/siem/action_search.json'))).rejects.toThrow(
      'ENOENT',
    )
  })

  it.each([
    ['other', 'TEMPLATE_UNKNOWN'],
    ['outside', 'PATH_REFUSED'],
    ['escape', 'PATH_REFUSED'],
    ['climb', 'ARGUMENT_INVALID'],
  ])('are refused: %s', async (name, code) => {
    const bench = await benchWith(hooks, { files })
    await expect(bench.run(name)).rejects.toMatchObject({ data: { code } })
  })
})
