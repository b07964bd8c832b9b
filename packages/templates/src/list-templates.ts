import { readdirSync } from 'node:fs'
import { templateUrl } from './template-folder.ts'

/**
 * Names of the product templates, sorted: one for each category of security product.
 *
 * @example
 * listTemplates() // ['antivirus', 'assistant', 'caasm', …]
 */
export function listTemplates(): string[] {
  return readdirSync(templateUrl('products/'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}
