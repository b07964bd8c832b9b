import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A browser that asks nobody for anything on its own. */
export function startBrowser(): Promise<Browser> {
  const executablePath = places.find((place) => place !== undefined && existsSync(place))
  if (executablePath === undefined) throw new Error('there is no Chromium: apt-get install chromium, or set CHROMIUM')
  const quiet = ['quic', 'background-networking', 'component-update', 'sync', 'gpu'].map((what) => `--disable-${what}`)
  return chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--no-first-run', ...quiet] })
}

export interface Opened {
  readonly page: Page
  /** What was said on the console, thrown, or asked of the network, besides the page itself. */
  readonly complaints: string[]
}

export interface OpenOptions {
  readonly hash?: string
  readonly scheme?: 'light' | 'dark'
  /** In pixels; 1500 where unset. */
  readonly width?: number
}

/** Opens a page file as a person would, and watches it. */
export async function openPage(
  browser: Browser,
  file: string,
  { hash = '', scheme = 'light', width = 1500 }: OpenOptions = {},
): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 950 }, colorScheme: scheme })
  onTestFinished(() => page.close())
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`))
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`))
  page.on('request', (request) => {
    if (request.url() !== `file://${file}${hash}` && request.url() !== `file://${file}`)
      complaints.push(`request: ${request.url()}`)
  })
  await page.goto(`file://${file}${hash}`)
  await page.waitForSelector('#canvas')
  return { page, complaints }
}
