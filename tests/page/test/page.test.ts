import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeMadeCatalogue } from '../../../bench/made-catalogue.ts'
import { openPage, startBrowser } from './browser.ts'
import { drawProject } from './draw-project.ts'
import { writeSoc } from './write-soc.ts'

let browser: Browser
let folder: string
/** The page of a SOC of 50 instances, and that of a catalogue of 363 products. */
let soc: string
let catalogue: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshroom-page-'))
  await writeSoc(join(folder, 'soc'))
  await writeMadeCatalogue(join(folder, 'catalogue'), { products: 363, integrations: 529 })
  soc = await drawProject(join(folder, 'soc'))
  catalogue = await drawProject(join(folder, 'catalogue'), ['--capabilities'])
  browser = await startBrowser()
})
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

const listed = (page: Page) => page.locator('#list li .title').allTextContents()
const count = (page: Page) => page.locator('#count').textContent()
const boxOf = (page: Page, name: string) => page.locator(`.box[data-name="${name}"]`)
/** How many boxes are drawn in full: neither dim nor a frame. */
const bright = (page: Page) => page.locator('.box[data-name]:not(.dim)').count()

describe('a SOC of 50 instances', () => {
  test('loads from a file, draws all of it, and says and asks nothing', async () => {
    const { page, complaints } = await openPage(browser, soc)
    expect(await page.locator('.box[data-name]').count()).toBe(50)
    expect(await count(page)).toBe('50 instances')
    expect(await page.locator('.box.frame').count()).toBe(15)
    expect(await page.locator('#panel').textContent()).toContain('74 up, 23 down, 1 cannot be set up')
    expect(complaints).toEqual([])
  })

  test('all of it is in sight, in letters that can be read', async () => {
    const { page } = await openPage(browser, soc)
    const canvas = (await page.locator('#canvas').boundingBox())!
    for (const box of await page.locator('.box[data-name]').all()) {
      const { x, y, width, height } = (await box.boundingBox())!
      expect(x >= canvas.x && x + width <= canvas.x + canvas.width).toBe(true)
      expect(y >= canvas.y && y + height <= canvas.y + canvas.height).toBe(true)
    }
    const letter = await page
      .locator('.box.chip .name')
      .first()
      .evaluate((text) => text.getBoundingClientRect().height)
    expect(letter).toBeGreaterThan(8)
  })

  test.each([
    ['search', 'paris', ['falconet-paris', 'gatekeep-paris']],
    ['search', 'FALCONET lima', ['falconet-lima']],
    ['topic', 'vulnerabilities', ['scanwise-external', 'scanwise-internal', 'socwell-emea']],
    ['role', 'trigger', ['playwright-soar', 'playwright-soar-ot', 'socwell-emea']],
    ['status', 'problem', ['deceptor-decoys-ot', 'playwright-soar-ot']],
  ])('%s %s leaves what has it', async (field, value, names) => {
    const { page, complaints } = await openPage(browser, soc)
    if (field === 'search') await page.fill('#search', value)
    else await page.selectOption(`#${field}`, value)
    expect(await listed(page)).toEqual(names)
    expect(await count(page)).toBe(`${names.length} of 50 instances`)
    expect(await bright(page)).toBe(names.length)
    await page.click('#clear')
    expect(await listed(page)).toHaveLength(50)
    expect(complaints).toEqual([])
  })

  test('a focus shows its neighbours only, more with each step, and Back leaves it', async () => {
    const { page } = await openPage(browser, soc)
    await boxOf(page, 'falconet-paris').dblclick()
    const drawn = () => page.locator('.box[data-name]').count()
    expect(await page.locator('#where').textContent()).toBe('around falconet-paris')
    expect(await drawn()).toBe(3)
    await page.selectOption('#depth', '2')
    expect(await drawn()).toBeGreaterThan(20)
    await page.goBack()
    expect(await drawn()).toBe(50)
  })

  test('what it shows stands in its address', async () => {
    const { page } = await openPage(browser, soc, { hash: '#focus=socwell-emea&topic=iocs' })
    expect(
      await page
        .locator('.box[data-name]')
        .evaluateAll((all) => all.map((box) => box.getAttribute('data-name')).sort()),
    ).toEqual(['lookout-cti', 'socwell-emea'])
  })

  test('the side panel has the plugs of an instance, what is down and why, what goes dark and what could be plugged', async () => {
    const { page } = await openPage(browser, soc)
    await boxOf(page, 'deceptor-decoys-ot').click()
    const panel = page.locator('#panel')
    await expect.poll(() => panel.locator('h2').textContent()).toBe('deceptor-decoys-ot')
    expect(await panel.locator('.plug p.problem').textContent()).toContain('deceptor has nothing that sets up alerts')
    expect(await panel.locator('.command').allTextContents()).toContainEqual(
      expect.stringContaining('meshroom create integration deceptor playwright alerts producer'),
    )
    await page.locator('#list button', { hasText: 'socwell-emea' }).click()
    const text = (await panel.textContent())!
    expect(text).toContain('a single point of failure')
    expect(text).toContain('lookout-cti gets no alerts')
    expect(await panel.locator('.command').allTextContents()).toContainEqual(
      expect.stringMatching(/^meshroom plug \w+ socwell-emea /),
    )
  })

  test('everything can be done with the keys', async () => {
    const { page } = await openPage(browser, soc)
    await page.keyboard.press('/')
    await page.keyboard.type('gatekeep')
    expect(await listed(page)).toHaveLength(8)
    await page.keyboard.press('Escape')
    expect(await listed(page)).toHaveLength(50)
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-name') ?? '')
    await boxOf(page, 'wireview-core').focus()
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toBe('wireview-dmz')
    await page.keyboard.press('Enter')
    expect(await page.locator('#where').textContent()).toBe('around wireview-dmz')
    expect(await focused()).toBe('wireview-dmz')
    await page.keyboard.press('Escape')
    expect(await page.locator('#where').textContent()).toBe('')
    await page.keyboard.press('p')
    expect(await count(page)).toBe('15 products')
    await page.locator('#list button').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await page.locator('#where').textContent()).toMatch(/^around /)
  })

  test('light and dark follow the reader, and the button changes them', async () => {
    const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await ground((await openPage(browser, soc)).page)
    const { page } = await openPage(browser, soc, { scheme: 'dark' })
    expect(await ground(page)).not.toBe(light)
    await page.click('#scheme')
    expect(await ground(page)).toBe(light)
  })

  test('printed, it is the drawing and the panel on white paper', async () => {
    const { page } = await openPage(browser, soc, { scheme: 'dark' })
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('#list').isVisible()).toBe(false)
    expect(await page.locator('#search').isVisible()).toBe(false)
    expect(await page.locator('#canvas').isVisible()).toBe(true)
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)')
    expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(20_000)
  })

  test.each(['light', 'dark'] as const)(
    'in %s, tools for people who cannot see it find nothing wrong',
    async (scheme) => {
      const { page } = await openPage(browser, soc, { scheme, hash: '#selected=socwell-emea' })
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    },
  )

  test('it holds no value of a setting', async () => {
    const { page } = await openPage(browser, soc)
    expect(await page.content()).not.toContain('tenant.example.com')
  })
})

describe('a catalogue of 363 products', () => {
  test('is drawn whole, searched, and explored from product to product', async () => {
    const { page, complaints } = await openPage(browser, catalogue)
    expect(await page.locator('.box[data-name]').count()).toBe(363)
    await page.fill('#search', 'product_04')
    expect(await page.locator('.box[data-name]').count()).toBe(10)
    await boxOf(page, 'product_042').dblclick()
    expect(await page.locator('#where').textContent()).toBe('around product_042')
    expect(await page.locator('.caption').allTextContents()).toEqual([
      expect.stringMatching(/^Gets from \d+$/),
      expect.stringMatching(/^Sends to \d+$/),
    ])
    expect(await page.locator('.box[data-name]').count()).toBeLessThanOrEqual(121)
    await page.selectOption('#topic', 'iocs')
    for (const detail of await page.locator('.box.product:not(.focus) .detail').allTextContents())
      expect(detail).toBe('iocs')
    expect(complaints).toEqual([])
  })

  test('the side panel has capabilities with how many answer, integrations, and what is missing to connect another', async () => {
    const { page } = await openPage(browser, catalogue, { hash: '#selected=hub' })
    const panel = page.locator('#panel')
    expect(await panel.locator('section', { hasText: 'Capabilities' }).locator('tbody tr').count()).toBe(16)
    expect(await panel.locator('section', { hasText: 'Integrations' }).locator('.count').textContent()).toBe('529')
    await panel.locator('input[type=search]').fill('product_007')
    expect(await panel.locator('.gap .command').allTextContents()).toContainEqual(
      expect.stringMatching(/^meshroom create capability (hub|product_007) /),
    )
  })

  test('how many answer a capability is what the graph says', async () => {
    const { page } = await openPage(browser, catalogue, { hash: '#selected=hub' })
    const rows = await page.locator('#panel section', { hasText: 'Capabilities' }).locator('tbody tr').allTextContents()
    expect(rows.every((row) => /\d+$/.test(row))).toBe(true)
    const events = rows.find((row) => row.startsWith('consumerevents'))!
    await page.evaluate(() => location.assign('#view=products&focus=hub&topic=events'))
    await expect.poll(() => page.locator('.caption').first().textContent()).toBe(`Gets from ${/\d+$/.exec(events)![0]}`)
  })
})
