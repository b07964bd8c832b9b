import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPage, startBrowser } from './browser.ts'
import { drawProject } from './draw-project.ts'

const cli = fileURLToPath(new URL('../../../packages/cli/bin/dev.js', import.meta.url))

let browser: Browser
let folder: string
let file: string

/** A small SOC after a real `up` that reached one plug, failed in the middle of another, and could not even plan a third; a fourth came later. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshroom-standing-'))
  const root = join(folder, 'night')
  await write(root, soc)
  for (const product of ['edr', 'siem', 'firewall']) await meshroom(root, ['trust', product, '--yes'])
  await meshroom(root, ['up', '--yes', '--no-fetch']).catch(() => {})
  await write(root, {
    'instances/edr/edr-late/config.yaml': '{}\n',
    'instances/edr/edr-late/plugs/siem/events.yaml': '{}\n',
  })
  file = await drawProject(root)
  browser = await startBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

const hook = (role: string, topic: string, body = '') =>
  `import { setup } from '@meshroom/hooks-sdk'\n\nexport const connect = setup.${role}('${topic}', async () => {${body}})\n`

const soc = {
  'products/edr/definition.yaml': 'produces:\n  events: [{}]\n  alerts: [{}]\nexecutes:\n  isolate_host: [{}]\n',
  'products/edr/events.ts': hook('producer', 'events'),
  'products/siem/definition.yaml':
    'consumes:\n  events: [{}]\n  alerts: [{}]\n  incidents: [{}]\ntriggers:\n  block_ip: [{}]\n',
  'products/siem/events.ts': hook('consumer', 'events'),
  'products/siem/block.ts': hook('trigger', 'block_ip', "throw new Error('the tenant says no')"),
  'products/firewall/definition.yaml': 'executes:\n  block_ip: [{}]\n',
  'products/firewall/block.ts': hook('executor', 'block_ip'),
  'instances/edr/edr-1/config.yaml': '{}\n',
  'instances/edr/edr-1/plugs/siem/events.yaml': '{}\n',
  'instances/edr/edr-1/plugs/siem/alerts.yaml': '{}\n',
  'instances/siem/siem/config.yaml': '{}\n',
  'instances/siem/siem/plugs/fw/block_ip.yaml': '{}\n',
  'instances/firewall/fw/config.yaml': '{}\n',
}

async function write(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

async function meshroom(root: string, words: readonly string[]): Promise<void> {
  const homes = { HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), XDG_STATE_HOME: join(folder, 'state') }
  const env = { PATH: process.env.PATH, ...homes, XDG_CONFIG_HOME: join(folder, 'config') }
  await promisify(execFile)(process.execPath, ['--no-warnings', '--conditions=@meshroom/source', cli, ...words], {
    cwd: root,
    env,
  })
}

describe('what is up, down, partial and missing', () => {
  test('is counted, and says for what cannot be set up why, and what to do', async () => {
    const { page, complaints } = await openPage(browser, file)
    const panel = page.locator('#panel')
    const plugs = (await panel
      .locator('dt', { hasText: /^plugs$/ })
      .locator('xpath=following-sibling::dd[1]')
      .textContent())!
    expect(plugs.split(', ').sort()).toEqual(['1 cannot be set up', '1 down', '1 partly up', '1 up'])
    const missing = panel.locator('section', { hasText: 'Cannot be set up' })
    expect(await missing.locator('.count').textContent()).toBe('1')
    expect(await missing.locator('p.problem').textContent()).toContain('alerts cannot be plugged from edr-1 to siem')
    expect(await missing.locator('.command').first().textContent()).toMatch(/^meshroom create integration /)
    expect(complaints).toEqual([])
  })

  test.each([
    ['up', ['edr-1', 'siem']],
    ['partial', ['fw', 'siem']],
    ['down', ['edr-late', 'siem']],
    ['problem', ['edr-1', 'siem']],
  ])('%s can be looked for', async (status, names) => {
    const { page } = await openPage(browser, file)
    await page.selectOption('#status', status)
    expect(await page.locator('#list li .title').allTextContents()).toEqual(names)
  })

  test('stands in the drawing and in the panel of each instance', async () => {
    const { page } = await openPage(browser, file, { hash: '#selected=fw' })
    const look = (name: string) => page.locator(`.box[data-name="${name}"]`).getAttribute('class')
    expect((await look('fw'))!.split(' ')).toContain('partial')
    expect((await look('edr-late'))!.split(' ')).toContain('down')
    expect((await look('siem'))!.split(' ')).toContain('problem')
    expect(await page.locator('.arrow.action.partial title').textContent()).toBe(
      'siem → fw: block_ip (action, partly up)',
    )
    const line = page.locator('#panel .plug')
    expect(await line.locator('.status').textContent()).toBe('partly up')
    expect(await line.locator('strong').textContent()).toBe('block_ip')
  })

  test('what nobody answers is missing, as many as there are', async () => {
    const { page } = await openPage(browser, file, { hash: '#view=products&selected=siem' })
    const missing = page.locator('#panel section', { hasText: 'Missing: nobody answers' })
    expect(await missing.locator('.count').textContent()).toBe('1')
    expect(await missing.locator('p').allTextContents()).toEqual(['consumer of incidents (push)'])
    await page.locator('#panel input[type=search]').fill('firewall')
    await expect.poll(() => page.locator('#panel .gap .command').count()).toBeGreaterThan(0)
  })
})
