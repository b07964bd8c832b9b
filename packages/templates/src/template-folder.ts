import { readFileSync } from 'node:fs'

/** The folder of this package that holds templates as files; it lies beside both `src` and `dist`. */
const folder = new URL('../templates/', import.meta.url)

/** A file or folder of the templates, by its path relative to their folder. */
export function templateUrl(path: string): URL {
  return new URL(path, folder)
}

export function readTemplateFile(path: string): string {
  return readFileSync(templateUrl(path), 'utf8')
}
