import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PageData } from './page-data.ts'
import { renderPage } from './render-page.ts'

const page = (name: string): PageData => ({
  title: name,
  environment: 'default',
  products: [{ name, tags: [name], capabilities: [{ role: 'producer', topic: name }] }],
  integrations: [],
  instances: [],
  plugs: [],
  view: { of: 'mesh' },
})

/** The text of an element, by the rule of HTML that it ends with the first end tag, whatever stands before. */
function contentOf(html: string, start: string): string {
  const from = html.indexOf(start) + start.length
  return html.slice(from, html.indexOf('</', from))
}

test('whatever names hold, the page keeps its shape and gives them back', async () => {
  const start = '<script type="application/json" id="data">'
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.constantFrom('</script><script>alert(1)</script>', '<!--', '\u2028', ']]>'), fc.string()),
      async (name) => {
        const html = await renderPage(page(name))
        expect(html.match(/<script/g)).toHaveLength((await renderPage(page('x'))).match(/<script/g)!.length)
        expect(JSON.parse(contentOf(html, start))).toEqual(page(name))
      },
    ),
    { numRuns: 60 },
  )
})

test('its policy allows its own script and style, and nothing else', async () => {
  const html = await renderPage(page('x'))
  const hashed = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`
  const script = html.slice(html.lastIndexOf('<script>') + 8, html.lastIndexOf('</script>'))
  const style = contentOf(html, '<style>')
  expect(html).toContain(
    `content="default-src 'none'; script-src '${hashed(script)}'; style-src '${hashed(style)}'; base-uri 'none'; form-action 'none'"`,
  )
})
