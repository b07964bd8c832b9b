import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PageData, renderPage } from '@meshroom/graph/render'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage, startBrowser } from './browser.ts'

const evil = `</script><img src="http://evil.example/x" onerror="alert(1)"><svg onload=alert(2)>'"&<b>`

const data: PageData = {
  title: evil,
  environment: evil,
  products: [
    {
      name: evil,
      vendor: evil,
      description: evil,
      tags: [evil],
      capabilities: [{ role: 'producer', topic: evil, format: evil, [evil]: evil }],
    },
    { name: 'siem', tags: [], capabilities: [{ role: 'consumer', topic: evil }] },
    { name: '__proto__', tags: [], capabilities: [{ role: 'consumer', topic: 'constructor' }] },
  ],
  integrations: [{ product: evil, target: 'siem', topic: evil, role: 'producer', mode: 'push', setup: 'none' }],
  instances: [
    { name: evil, product: evil },
    { name: 'soc', product: 'siem' },
  ],
  plugs: [{ source: evil, destination: 'soc', topic: evil, mode: 'push', status: 'down', problem: evil, hint: evil }],
  view: { of: 'mesh' },
}

let browser: Browser
let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshroom-page-'))
  file = join(folder, 'page.html')
  await writeFile(file, await renderPage(data))
  browser = await startBrowser()
})
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

test.each(['mesh', 'products'])(
  'names that are markup are drawn as they are written, in the %s and beside it',
  async (view) => {
    const name = encodeURIComponent(evil)
    for (const hash of [
      `#view=${view}`,
      `#view=${view}&selected=${name}`,
      `#view=${view}&focus=${name}&search=${name}&topic=${name}`,
    ]) {
      const { page, complaints } = await openPage(browser, file, { hash })
      expect(await page.title()).toBe(`${evil} – Meshroom`)
      expect(await page.locator('img, b, [onerror], [onload]').count()).toBe(0)
      expect(await page.locator('h1').textContent()).toBe(evil)
      expect(complaints).toEqual([])
    }
  },
)

test('an address that makes no sense shows what there is', async () => {
  for (const hash of ['#focus=nobody&depth=x', '#view=zzz&topic=none&selected=__proto__', '#%E0%A4%A']) {
    const { page, complaints } = await openPage(browser, file, { hash })
    expect(await page.locator('#panel h2').count()).toBe(1)
    expect(complaints).toEqual([])
  }
})

test('even a script that came in could reach no network', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('access-control-allow-origin', '*').end('reached')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const { page } = await openPage(browser, file)
  const reached = await page.evaluate(async (url) => {
    const image = new Image()
    const drawn = new Promise((done) => {
      for (const type of ['load', 'error']) image.addEventListener(type, () => done(type))
    })
    image.src = `${url}image`
    const fetched = await fetch(url).then(
      () => 'loaded',
      () => 'refused',
    )
    const added = document.createElement('script')
    added.textContent = 'globalThis.ran = true'
    document.body.append(added)
    return { image: await drawn, fetched, ran: 'ran' in globalThis }
  }, address)
  server.close()
  expect(reached).toEqual({ image: 'error', fetched: 'refused', ran: false })
  expect(asked).toEqual([])
})
