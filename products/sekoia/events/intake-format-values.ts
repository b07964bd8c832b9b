/** What the template of an intake format is filled in with. */
export interface IntakeFormatValues extends Readonly<Record<string, string>> {
  readonly format_uuid: string
  readonly title: string
  readonly slug: string
}

/**
 * Fills in the template of an intake format.
 *
 * @param links the UUIDs of the module and connector that fetch the events, of a pull format
 */
export function intakeFormatValues({
  target,
  uuid,
  links,
}: {
  readonly target: string
  readonly uuid: string
  readonly links?: { readonly module: string; readonly connector: string }
}): IntakeFormatValues {
  const slug =
    target
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'custom'
  return {
    format_uuid: uuid,
    title: target.replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim(),
    slug,
    field: slug.replaceAll('-', '_'),
    links: links
      ? ` fetched by a connector\nautomation_module_uuid: ${links.module}\nautomation_connector_uuid: ${links.connector}`
      : ` sent by the product`,
    // The parser's own language has double braces too.
    open: '{{',
    close: '}}',
  }
}
