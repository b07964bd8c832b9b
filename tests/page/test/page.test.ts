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

  test('everything can be done with the keys alone, from the search through the list into the drawing', async () => {
    const { page, complaints } = await openPage(browser, soc)
    const press = (...keys: string[]) =>
      keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('data-name') ?? document.activeElement?.id)
    const where = () => page.locator('#where').textContent()
    const title = () => page.locator('#panel h2').textContent()
    await press('/')
    await page.keyboard.type('gatekeep')
    expect(await listed(page)).toHaveLength(8)
    await press('Enter')
    expect([await focused(), await title()]).toEqual(['gatekeep-austin', 'gatekeep-austin'])
    await press('ArrowUp')
    expect(await focused()).toBe('search')
    await press('ArrowDown', 'ArrowDown')
    expect(await focused()).toBe('gatekeep-berlin')
    await press('Enter')
    expect([await focused(), await title(), await where()]).toEqual([
      'gatekeep-berlin',
      'gatekeep-berlin',
      'around gatekeep-berlin',
    ])
    await press('Escape')
    expect(await focused()).toBe('search')
    await press('Escape', 'Escape')
    expect([await where(), (await listed(page)).length]).toEqual(['', 50])
    const inDrawing = () => page.evaluate(() => document.activeElement?.closest('#canvas') != null)
    await page.keyboard.type('wireview')
    for (let steps = 0; steps < 20 && !(await inDrawing()); steps++) await press('Tab')
    const first = await focused()
    await press('ArrowDown')
    const second = (await focused())!
    expect(second).not.toBe(first)
    await press('Enter')
    expect([await focused(), await where()]).toEqual([second, `around ${second}`])
    await press('Escape')
    expect(await where()).toBe('')
    await press('p')
    expect(await count(page)).toBe('15 products')
    await press('/', 'ArrowDown', 'ArrowDown', 'Enter')
    expect(await where()).toMatch(/^around /)
    expect(complaints).toEqual([])
  })

  test('a focus that is asked for is what the panel and the list are about, whoever asks', async () => {
    const asked = await drawProject(join(folder, 'soc'), ['--focus', 'falconet-paris'], 'focus.html')
    for (const [file, hash] of [
      [asked, ''],
      [soc, '#focus=falconet-paris'],
    ] as const) {
      const { page } = await openPage(browser, file, { hash })
      expect(await page.locator('#panel h2').textContent()).toBe('falconet-paris')
      expect(await listed(page)).toEqual(['falconet-paris', 'playwright-soar', 'socwell-emea'])
      expect(await count(page)).toBe('3 of 50 instances')
      expect(await page.locator('#list [aria-current] .title').textContent()).toBe('falconet-paris')
    }
  })

  test.each([390, 900])('%i pixels wide, results and their count have their place below the search', async (width) => {
    const { page } = await openPage(browser, soc, { width })
    expect(await page.locator('#count').isVisible()).toBe(true)
    expect(await page.locator('#list li').first().isVisible()).toBe(false)
    await page.fill('#search', 'gatekeep')
    expect(await page.locator('#list li:visible').count()).toBe(8)
    const [list, drawing] = [
      (await page.locator('#list').boundingBox())!,
      (await page.locator('#drawing').boundingBox())!,
    ]
    expect(list.y + list.height).toBeLessThanOrEqual(drawing.y)
    expect(list.height).toBeLessThan(400)
    await page.locator('#list button', { hasText: 'gatekeep-oslo' }).click()
    expect(await page.locator('#panel h2').textContent()).toBe('gatekeep-oslo')
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })

  test('arrows between what a search or a status leaves out are dim', async () => {
    const { page } = await openPage(browser, soc)
    const brightArrows = () =>
      page
        .locator('.arrow.bundle:not(.dim):not(.tag) title')
        .evaluateAll((all) => all.map((title) => title.textContent))
    const all = (await brightArrows()).length
    await page.fill('#search', 'lookout-isac')
    expect(await brightArrows()).toEqual([expect.stringMatching(/^lookout → gatekeep: iocs /)])
    await page.fill('#search', '')
    expect(await brightArrows()).toHaveLength(all)
    await page.selectOption('#status', 'problem')
    expect(await brightArrows()).toEqual([expect.stringMatching(/^deceptor → playwright: alerts .*cannot be set up/)])
  })

  test.each(['', '#focus=socwell-emea'])(
    '%s: no line is seen between the letters on an arrow, and how many are up is not cut',
    async (hash) => {
      const { page } = await openPage(browser, soc, { hash })
      const tags = await page.locator('.tag').evaluateAll((all) =>
        all.map((tag) => {
          const [plate, text] = [
            tag.querySelector('rect')!.getBoundingClientRect(),
            tag.querySelector('text')!.getBoundingClientRect(),
          ]
          return { text: tag.textContent!, isCovered: plate.left <= text.left && plate.right >= text.right }
        }),
      )
      expect(tags.length).toBeGreaterThan(10)
      expect(tags.filter(({ isCovered }) => !isCovered)).toEqual([])
      for (const { text } of tags.filter(({ text }) => text.includes('('))) expect(text).toMatch(/\(\d+(\/\d+ up)?\)$/)
      const isAbove = await page.evaluate(() => {
        const layers = [...document.querySelectorAll('#canvas .arrow')].map((each) => each.classList.contains('tag'))
        return layers.lastIndexOf(false) < layers.indexOf(true)
      })
      expect(isAbove).toBe(true)
    },
  )

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

  test('printed with a selection, all is in full ink, large, on the sheet, and no list is cut; then the screen is as it was', async () => {
    const { page } = await openPage(browser, soc, { hash: '#selected=socwell-emea&search=socwell' })
    const chip = page.locator('.box.chip').first()
    const before = await chip.boundingBox()
    expect(await page.locator('#panel .beyond:visible').count()).toBe(0)
    const shown = await page.locator('#panel .command:visible').count()
    await page.emulateMedia({ media: 'print' })
    // A sheet of A4 on its side, without its margins.
    await page.setViewportSize({ width: 1047, height: 718 })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    const drawn = await page.locator('.box[data-name], .arrow.bundle').evaluateAll((all) =>
      all.map((each) => ({
        opacity: getComputedStyle(each).opacity,
        isOnSheet: (({ left, right }) => left >= 0 && right <= 1047)(each.getBoundingClientRect()),
      })),
    )
    expect(new Set(drawn.map((each) => JSON.stringify(each)))).toEqual(new Set(['{"opacity":"1","isOnSheet":true}']))
    const canvas = (await page.locator('#canvas').boundingBox())!
    expect(canvas.height).toBeGreaterThan(580)
    const letter = await page
      .locator('.box.chip .name')
      .first()
      .evaluate((text) => text.getBoundingClientRect().height)
    expect(letter).toBeGreaterThan(8)
    expect(await page.locator('#panel .command:visible').count()).toBeGreaterThan(shown)
    expect(await page.locator('#panel .rest:visible').count()).toBe(0)
    await page.emulateMedia({ media: 'screen' })
    await page.setViewportSize({ width: 1500, height: 950 })
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    expect(await chip.boundingBox()).toEqual(before)
    await page.locator('#panel .rest').first().click()
    expect(await page.locator('#panel .beyond:visible').count()).toBeGreaterThan(0)
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
