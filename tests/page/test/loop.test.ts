import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderPage } from '@meshroom/graph/render'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage, startBrowser } from './browser.ts'

let browser: Browser
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshroom-loop-'))
  browser = await startBrowser()
})
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

test.each([20, 500])(
  'of %i tenants of one product, what they send each other is an arrow at their frame, in sight',
  async (count) => {
    const names = Array.from({ length: count }, (_, index) => `siem-${index}`)
    const plugs = names.slice(1).map((source) => ({
      source,
      destination: 'siem-0',
      topic: 'alerts',
      mode: 'push' as const,
      status: 'up' as const,
    }))
    const file = join(folder, `${count}.html`)
    const instances = names.map((name) => ({ name, product: 'siem' }))
    const data = { title: 'soc', environment: 'default', products: [], integrations: [], instances, plugs }
    await writeFile(file, await renderPage({ ...data, view: { of: 'mesh' } }))
    const { page, complaints } = await openPage(browser, file)
    const boundsOf = async (part: string) => (await page.locator(part).first().boundingBox())!
    const [canvas, frame] = [await boundsOf('#canvas'), await boundsOf('.box.frame .body')]
    const points = await page.locator('.arrow.bundle .line').evaluate((line) => {
      const path = line as SVGPathElement
      const at = (part: number) =>
        path.getPointAtLength(part * path.getTotalLength()).matrixTransform(path.getScreenCTM()!)
      return [at(0), at(0.5), at(1)].map(({ x, y }) => ({ x, y }))
    })
    for (const { x } of points) expect(x > frame.x && x < frame.x + frame.width).toBe(true)
    const [start, below, end] = points.map(({ y }) => y - frame.y - frame.height)
    for (const side of [start!, end!]) expect(Math.abs(side)).toBeLessThan(1.5)
    expect(below).toBeGreaterThan(4)
    expect(points[1]!.y).toBeLessThan(canvas.y + canvas.height)
    expect(await page.locator('.arrow.bundle .line').getAttribute('marker-end')).toBe('url(#head-up)')
    expect(complaints).toEqual([])
  },
)
