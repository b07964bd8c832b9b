/** How a placeholder stands in a kind of file, and what takes its place. */
interface Syntax {
  readonly placeholder: RegExp
  readonly quote: (value: string) => string
}

const yaml: Syntax = { placeholder: /"\{\{(\w+)\}\}"/g, quote: yamlScalar }
const text: Syntax = { placeholder: /\{\{(\w+)\}\}/g, quote: (value) => value }
const typescript: Syntax = { ...text, quote: (value) => JSON.stringify(value).slice(1, -1).replaceAll("'", "\\'") }
const syntaxes: Readonly<Record<string, Syntax>> = { yaml, ts: typescript }

/**
 * Replaces each `{{name}}` by its value, escaped so that it cannot end what it stands in: in TypeScript a single-quoted string, in YAML
 * a scalar that is nothing but the placeholder in double quotes. Elsewhere it is text.
 *
 * @throws Error when a placeholder has no value: a fault of the template
 */
export function fillPlaceholders(path: string, content: string, values: Readonly<Record<string, string>>): string {
  const { placeholder, quote } = syntaxes[path.slice(path.lastIndexOf('.') + 1)] ?? text
  return content.replaceAll(placeholder, (_, key: string) => {
    const value = values[key]
    if (value === undefined) throw new Error(`${path}: no value for the placeholder ${key}`)
    return quote(value)
  })
}

/** Words that YAML 1.1 or 1.2 readers take for something else than a string. */
const reserved = /^(true|false|yes|no|on|off|y|n|null)$/i

/** Plain where nothing can be misread, else double-quoted. */
export function yamlScalar(value: string): string {
  const plain = /^[A-Za-z][\w.-]*$/.test(value) || /^https:\/\/[\w./-]+$/.test(value)
  return plain && !reserved.test(value) ? value : JSON.stringify(value)
}
