import { expect, test } from 'vitest'
import { sandboxWithMesh, sandboxWithPlug } from './sandbox.ts'
import { Terminal } from './terminal.ts'

test('lists are sorted, filtered and paged, for people and programs alike', async () => {
  const box = await sandboxWithPlug()
  expect((await box.meshroom('list products --sort -product')).stdout).toMatch(/^PRODUCT.*\nsiem .*\nedr /)
  expect((await box.meshroom('list products --filter vendor=acme')).stdout).toMatch(/^PRODUCT.*\nedr [^\n]*\n$/)
  expect(await box.meshroom('list products --limit 1 --page 2')).toMatchObject({
    stdout: expect.stringMatching(/\nsiem [^\n]*\n$/),
    stderr: '2 to 2 of 2\n',
  })
  expect((await box.meshroom('list products --limit 1')).stderr).toBe('1 to 1 of 2; next: --page 2\n')
  expect(await box.meshroom('list products --page 2')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'There is no page 2 of 2 rows; last: --page 1\n',
  })
  expect((await box.meshroom('list products --page 7 --limit 1')).stderr).toBe(
    'There is no page 7 of 2 rows; last: --page 2\n',
  )
  expect((await box.meshroom('list products --page 1')).stdout).toMatch(/\nedr .*\nsiem /)
  const json = JSON.parse((await box.meshroom('list products --sort -product --limit 1 --json')).stdout)
  expect(json).toMatchObject([{ name: 'siem' }])
  expect(await box.meshroom('list plugs --sort sorce')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean "source"?'),
  })
  expect(await box.meshroom('list plugs --filter topic=iocs')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'No plug.\n',
  })
})

test('--wide is not cut to the terminal', async () => {
  const box = await sandboxWithPlug()
  const vendor = 'A very long name of a vendor '.repeat(8).trim()
  await box.write({ 'products/ndr/definition.yaml': `vendor: ${vendor}\n` })
  const terminal = new Terminal(box, ['list', 'products', '--wide'])
  await terminal.see('ndr')
  await terminal.exit()
  expect(terminal.screen.replaceAll(/\s+/g, ' ')).toContain(vendor)
})

test('in forty columns, the names of a list are whole, no line wraps, and what is left out is said', async () => {
  const box = await sandboxWithPlug()
  await box.write({
    'products/product_with_name/definition.yaml': 'vendor: A vendor of some length\nproduces:\n  events: [{}]\n',
  })
  const terminal = new Terminal(box, ['list', 'products'], {}, 'stty cols 40;')
  await terminal.exit()
  const lines = terminal.screen.split(/\r?\n/)
  expect(lines.find((line) => line.startsWith('product_with_name '))).toBeDefined()
  const [, ...rows] = lines.slice(lines.findIndex((line) => line.startsWith('PRODUCT ')))
  expect(rows.filter((line) => line.length > 40 && !line.startsWith('No room'))).toEqual([])
  expect(lines.at(-2)).toMatch(/^No room for .*integrations.*: --wide shows all\.$/)
})

test('list integrations says which word is no product, and stays empty', async () => {
  const box = await sandboxWithMesh()
  expect(await box.meshroom('list integrations sime nosuch')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'No integration.\nNo product is named "sime"; did you mean "siem"?\nNo product is named "nosuch".\n',
  })
  expect(await box.meshroom('list integrations nosuch --json')).toMatchObject({ code: 0, stdout: '[]\n' })
})
