import { fillPlaceholders, yamlScalar } from './fill-placeholders.ts'
import { listTemplates } from './list-templates.ts'
import { suggestTemplates } from './suggest-templates.ts'
import { TemplateError } from './template-error.ts'
import { readTemplateFile } from './template-folder.ts'

/** What a new product says besides its name. */
export interface RenderProductOptions {
  readonly vendor?: string
  /** URL of the JSON Schema that editors check the definition with; without it the definition names none. */
  readonly schemaUrl?: string
}

/**
 * Renders the files of a new product from the template of its category. Without a template the product has no capability and no hook.
 *
 * @param template one of {@link listTemplates}, or undefined
 * @param name the product's name, as the caller has checked it
 * @returns contents by path, relative to the product's folder; sorted by path
 * @throws TemplateError `TEMPLATE_UNKNOWN`, with the names that may have been meant in `data.candidates`
 * @example
 * const files = renderProduct('edr', 'myedr')
 * files['definition.yaml'] // 'name: myedr\n…'
 */
export function renderProduct(
  template: string | undefined,
  name: string,
  options: RenderProductOptions = {},
): Record<string, string> {
  const files = template === undefined ? [{ path: 'definition.yaml', text: emptyDefinition }] : readTemplate(template)
  const values = { name, apiUrl: `https://${hostLabel(name)}.example/api` }
  const rendered = files.map(({ path, text }) => [path, fillPlaceholders(path, text, values)] as const)
  const product = Object.fromEntries(rendered)
  return { ...product, 'definition.yaml': addHead(product['definition.yaml']!, options) }
}

const emptyDefinition = 'name: "{{name}}"\ntags: []\n'

interface TemplateFile {
  /** In the product's folder. */
  readonly path: string
  readonly text: string
}

/** The files of a template as they are: its definition, and the hook files that it shares with other templates. */
function readTemplate(template: string): TemplateFile[] {
  refuseUnknown(template)
  const folder = `products/${template}`
  const { hooks }: { hooks: string[] } = JSON.parse(readTemplateFile(`${folder}/template.json`))
  const files = hooks.map((path) => ({ path, text: readTemplateFile(`hooks/${path}`) }))
  return [...files, { path: 'definition.yaml', text: readTemplateFile(`${folder}/definition.yaml`) }].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  )
}

function refuseUnknown(template: string): void {
  const names = listTemplates()
  if (names.includes(template)) return
  const candidates = suggestTemplates(template, names)
  const hint = candidates[0] === undefined ? `take one of ${names.join(', ')}` : `did you mean ${candidates[0]}?`
  throw new TemplateError('TEMPLATE_UNKNOWN', `there is no template "${template}"`, { hint, data: { candidates } })
}

/** The schema's line comes first, where editors look for it; the vendor follows the name. */
function addHead(definition: string, { vendor, schemaUrl }: RenderProductOptions): string {
  const schema = schemaUrl === undefined ? '' : `# yaml-language-server: $schema=${schemaUrl}\n`
  const named = vendor === undefined ? definition : definition.replace('\n', () => `\nvendor: ${yamlScalar(vendor)}\n`)
  return schema + named
}

/** A name as one label of a host name. */
function hostLabel(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'tenant'
  )
}
