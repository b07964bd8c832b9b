import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { belongsToTools } from '../../hooks/belongs-to-tools.ts'
import { digestText } from '../../state/digest-text.ts'
import type { WireSource, WireSources } from '../protocol.ts'

/** The code of the host's product, as the engine sent it. */
export interface ProductModules {
  replace(sources: WireSources): void
  get(path: string): WireSource | undefined
}

export function createProductModules(): ProductModules {
  let current: WireSources = {}
  return {
    replace(sources) {
      current = sources
    },
    get: (path) => (Object.hasOwn(current, path) ? current[path] : undefined),
  }
}

export interface ServedModules {
  /** URL of the SDK's module. */
  readonly sdk: string
  /** The product's folder by each of its names, absolute. */
  readonly folders: readonly string[]
  readonly modules: ProductModules
}

const sdkSpecifier = '@meshroom/hooks-sdk'

/**
 * Serves the product's modules from what the engine sent, never from the disk: what runs is what was trusted. Its packages are read as Node reads
 * them, as long as they are what was trusted; so is data, which is nothing but data. The SDK can be imported wherever a hook lies, and is always the
 * engine's copy.
 */
export function serveModules({ sdk, folders, modules }: ServedModules): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === sdkSpecifier) return { url: sdk, shortCircuit: true, format: ofTypeScript(sdk) ?? 'module' }
      const resolved = next(specifier, context)
      const format = ofTypeScript(resolved.url)
      return format === undefined ? resolved : { ...resolved, format }
    },
    load(url, context, next) {
      const path = pathInProduct(url, folders)
      if (path === undefined) return next(url, context)
      const source = modules.get(path)
      if (source === undefined && isData(path)) return next(url, { ...context, format: 'json' })
      if (source === undefined) throw new Error(`${path} ${notTrusted(path)}`)
      if (!('sha256' in source)) return { ...loaded(source, context.format), shortCircuit: true }
      refuseChanged(fileURLToPath(url), { path, sha256: source.sha256 })
      return next(url, context)
    },
  })
}

function ofTypeScript(url: string): string | undefined {
  return /^file:[^?#]*\.m?ts(?:[?#]|$)/.test(url) ? 'module-typescript' : undefined
}

/** The path of a file of the product, relative to its folder. */
function pathInProduct(url: string, folders: readonly string[]): string | undefined {
  if (!url.startsWith('file:')) return undefined
  const file = fileURLToPath(url)
  for (const folder of folders) {
    const path = relative(folder, file).split(sep).join('/')
    if (!path.startsWith('../')) return path
  }
  return undefined
}

/** Of the product's own: packages are trusted as a whole. */
function isData(path: string): boolean {
  return path.endsWith('.json') && !/(?:^|\/)(?:node_modules|\.git)\//i.test(path)
}

function notTrusted(path: string): string {
  if (belongsToTools(path)) return 'is what a tool keeps for itself, and is not trusted'
  if (/(?:^|\/)\.git\//i.test(path)) return "is git's own, and is not trusted"
  return 'is no code that was there when the product was trusted'
}

function refuseChanged(file: string, { path, sha256 }: { readonly path: string; readonly sha256: string }): void {
  if (digestText(readFileSync(file)) !== sha256) throw new Error(`${path} has changed since the product was trusted`)
}

function loaded(
  source: Exclude<WireSource, { readonly sha256: string }>,
  format: string | null | undefined,
): { format: string; source: string | Uint8Array } {
  if ('fault' in source) throw new SyntaxError(source.fault)
  if (source.format === 'wasm') return { format: 'wasm', source: Buffer.from(source.bytes, 'base64') }
  if (source.format !== 'package') return { format: source.format, source: source.code }
  return { format: format === 'commonjs' ? 'commonjs' : 'module', source: source.code }
}
