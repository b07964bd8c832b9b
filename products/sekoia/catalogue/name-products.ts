import { byText } from '../json/narrow.ts'
import type { CatalogueModule, IntakeFormat } from './catalogue.ts'

/** Which product each module and each format belongs to, by their UUID or folder ({@link keyOf}). */
export type ProductNames = ReadonlyMap<string, string>

/** What tells a module or a format from all others. */
export function keyOf(item: CatalogueModule | IntakeFormat): string {
  return `${'connectors' in item ? 'module' : 'format'} ${item.uuid ?? item.folder}`
}

/**
 * A slug as a safe name of a folder: lower case, letters, digits, `_` and `-`, beginning with a letter or digit.
 *
 * @example
 * folderName('ipinfo.io') // 'ipinfo-io'
 */
export function folderName(slug: string): string {
  const safe = slug
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 80)
  return /^(con|prn|aux|nul|com\d|lpt\d)$/.test(safe) ? `${safe}-product` : safe
}

/** Slugs under which the catalogue may list the platform itself. */
const itself = new Set(['sekoia', 'sekoia-io', 'sekoia_io', 'sekoiaio'])

/**
 * Names the product of each module and format, each name once.
 *
 * A format belongs to the product of its module only when their slugs are equal; a module such as `aws` has many formats, each a product
 * of its own (`aws_cloudtrail`). The two are joined by UUID: that a format of one module has the slug of another module makes them no pair,
 * and the format's product is then named after its module too. Names depend on slugs and UUIDs alone, never on an order of files.
 */
export function nameProducts(modules: readonly CatalogueModule[], formats: readonly IntakeFormat[]): ProductNames {
  const names = new Map<string, string>()
  const taken = new Set<string>(itself)
  const take = (key: string, candidates: readonly string[]) => {
    const name = candidates.find((candidate) => candidate !== '' && !taken.has(candidate)) ?? key.replace(' ', '-')
    taken.add(name)
    names.set(key, name)
  }
  for (const module of byIdentity(modules)) {
    if (itself.has(folderName(module.slug))) names.set(keyOf(module), 'sekoia')
    else take(keyOf(module), candidatesOf(module))
  }
  const partners = findPartners(modules, names)
  for (const format of byIdentity(formats)) {
    const { product, free } = partners(format)
    if (product && free) names.set(keyOf(format), product)
    else take(keyOf(format), candidatesOf(format, product ?? folderName(format.vendor.slug)))
  }
  return names
}

/** The product of a format's module, and whether it is free to be the format's own too: of equal slug, and no other format's yet. */
function findPartners(modules: readonly CatalogueModule[], names: ProductNames) {
  const owners = new Map(modules.flatMap((module) => (module.uuid ? [[module.uuid, module] as const] : [])))
  const paired = new Set<string>()
  return (format: IntakeFormat): { product?: string; free?: boolean } => {
    const owner = format.moduleUuid ? owners.get(format.moduleUuid) : undefined
    const product = owner && names.get(keyOf(owner))
    if (!owner || !product) return {}
    const free = folderName(owner.slug) === folderName(format.slug) && !paired.has(product)
    if (free) paired.add(product)
    return { product, free }
  }
}

/** By slug as it is written, then by UUID: the first of two equal slugs keeps the plain name, whatever the folders are called. */
function byIdentity<T extends CatalogueModule | IntakeFormat>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => byText(a.slug, b.slug) || byText(keyOf(a), keyOf(b)))
}

function candidatesOf(item: CatalogueModule | IntakeFormat, owner?: string): string[] {
  const slug = folderName(item.slug) || folderName(item.name) || folderName(item.folder)
  const distinct = item.uuid?.slice(0, 8) ?? folderName(item.folder)
  return [slug, ...(owner ? [`${owner}-${slug}`] : []), `${slug}-${distinct}`, `${slug}-${item.uuid ?? ''}`]
}
