import { escapeXml } from '../escape-text.ts'
import type { PageData } from './page-data.ts'

/**
 * Writes the page: one HTML file that needs no network, and that its own policy forbids to use one. Whatever names hold stays text.
 *
 * @example
 * const html = await renderPage({ title: 'soc', environment: 'default', products, integrations: [], instances, plugs, view: { of: 'mesh' } })
 */
export async function renderPage(data: PageData): Promise<string> {
  const { script, scriptHash, style, styleHash, notices } = await import('./page-bundle.generated.ts')
  const policy = `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`
  const lines = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeXml(data.title)} – Meshroom</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<noscript>This page draws with JavaScript.</noscript>',
    `<script type="application/json" id="data">${embedJson(data)}</script>`,
    `<script type="text/plain" id="notices">${escapeXml(notices)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
  ]
  return `${lines.join('\n')}\n`
}

/** JSON that cannot end the element it stands in, whatever its texts. */
function embedJson(data: PageData): string {
  return JSON.stringify(data).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
