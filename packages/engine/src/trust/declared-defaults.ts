import { posix } from 'node:path'
import { compareNames, defaultSettings, type Integration, type Product } from '@meshroom/model'

/** What decides which `{setting}` of a product's permissions has a value before a person gives it one. */
export type PermittedProduct = Pick<Product, 'folder' | 'permissions' | 'settings'> & {
  /** Those whose settings its plugs have: its own, and those of others with it. */
  readonly integrations: readonly Pick<Integration, 'file' | 'settings'>[]
}

/** A value that fills a `{setting}` of the permissions where the team has set none. */
export interface DeclaredDefault {
  /** As people read it: `url is "https://api.example.com"`, and where it stands unless that is the product's definition. */
  readonly text: string
  /** The manifest that says so, relative to the product's folder. */
  readonly file: string
}

/**
 * The defaults of settings that the permissions name: they decide which hosts are reached and which folders are written, so that they are trusted
 * like the permissions themselves. What the team has set is the team's own word, whatever these say. Where the product itself has a default,
 * those of integrations never count.
 *
 * @returns sorted by text
 */
export function declaredDefaults(product: PermittedProduct): readonly DeclaredDefault[] {
  const { net, write } = product.permissions
  const names = new Set(
    [...net, ...write].flatMap((entry) => [...entry.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name)),
  )
  const found = [...names].flatMap((name) => defaultsOf(name, product))
  return found.toSorted((a, b) => compareNames(a.text, b.text))
}

function defaultsOf(name: string, { folder, settings, integrations }: PermittedProduct): readonly DeclaredDefault[] {
  const own = valueByDefault(name, settings)
  if (own !== undefined) return [{ text: `${name} is ${own}`, file: 'definition.yaml' }]
  return integrations.flatMap(({ file, settings: ofPlug }) => {
    const value = valueByDefault(name, ofPlug)
    return value === undefined ? [] : [{ text: `${name} is ${value} in ${file}`, file: posix.relative(folder, file) }]
  })
}

/** Nothing but a text or a number fills a placeholder. */
function valueByDefault(name: string, settings: Product['settings']): string | undefined {
  const value = defaultSettings(settings.filter((each) => each.name === name))[name]
  return typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : undefined
}
