import type { MeshData } from '@meshroom/graph'
import { renderGraphml, renderSvg } from '@meshroom/graph/render'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await startBrowser()
  page = await browser.newPage()
})
afterAll(() => browser?.close())

const evil = `]]></svg><script>alert(1)</script>&amp;"'<!-- \u0000\ud800`
/** As XML keeps it: without what no XML can hold. */
const kept = `]]></svg><script>alert(1)</script>&amp;"'<!-- `

function meshOf(tenants: number): MeshData {
  const names = [evil, ...Array.from({ length: tenants }, (_, index) => `${evil}-${index}`)]
  const plugs = names.slice(1).map((source) => ({ source, destination: evil, topic: evil, mode: 'push' as const }))
  return { instances: names.map((name) => ({ name, product: evil })), plugs }
}

/** Reads XML as a browser does, which is strict: what is there, by the names of elements, and the texts of some. */
async function parse(text: string, type: 'image/svg+xml' | 'application/xml', asked: string) {
  return page.evaluate(
    ([source, kind, selector]) => {
      const read = new DOMParser().parseFromString(source, kind)
      const texts = [...read.querySelectorAll(selector)].map((each) => each.textContent ?? '')
      return { error: read.querySelector('parsererror')?.textContent, root: read.documentElement.tagName, texts }
    },
    [text, type, asked] as const,
  )
}

test.each([3, 40])('a browser reads the SVG of %i tenants, and their names stay text', async (tenants) => {
  const { error, root, texts } = await parse(renderSvg(meshOf(tenants)), 'image/svg+xml', 'g > title')
  expect({ error, root }).toEqual({ error: undefined, root: 'svg' })
  expect(texts.filter((text) => text.startsWith(kept)).length).toBeGreaterThanOrEqual(tenants)
  expect((await parse(renderSvg(meshOf(tenants)), 'image/svg+xml', 'script')).texts).toEqual([])
})

test('a browser reads GraphML, with every instance and plug', async () => {
  const text = renderGraphml(meshOf(40))
  const { error, root } = await parse(text, 'application/xml', 'node')
  expect({ error, root }).toEqual({ error: undefined, root: 'graphml' })
  expect((await parse(text, 'application/xml', 'node')).texts).toHaveLength(41)
  expect((await parse(text, 'application/xml', 'edge')).texts).toHaveLength(40)
})
