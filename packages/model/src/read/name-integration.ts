import type { Diagnostic } from '../diagnostic.ts'
import { suggestName } from '../names/suggest-name.ts'
import { type IntegrationName, parseIntegrationName } from './integration-name.ts'
import { type ManifestSource, report } from './manifest-source.ts'
import { takeScalar, takeString } from './take.ts'

const ROLES = ['consumer', 'producer', 'trigger', 'executor']
const MODE = /_(?:pull|push)$/

/**
 * Whose integration a manifest is, by its file's name. Where a key in the file says otherwise, the name wins and a warning
 * says so. The earlier tool put a format into the name; it is taken for one only when the file has it too.
 *
 * @returns undefined when the name is not that of an integration: any other file may lie beside them
 */
export function nameIntegration(stem: string, source: ManifestSource): IntegrationName | undefined {
  const name = parseIntegrationName(stem)
  const format = takeString(source.root, 'format')
  if (name === undefined || (name.format !== undefined && name.format.toLowerCase() !== format?.toLowerCase()))
    return undefined
  for (const key of ['topic', 'role', 'mode'] as const) warnOfDifference(key, name[key], source)
  return name
}

/** Warns of a file that is no integration but whose name nearly is that of one. */
export function checkIntegrationName(stem: string, file: string): readonly Diagnostic[] {
  const last = stem.replace(MODE, '').split('_').at(-1) ?? ''
  const meant = suggestName(last, ROLES)
  if (meant === undefined && !MODE.test(stem)) return []
  const hint = meant === undefined ? 'name it <topic>_<role>[_pull].yaml' : `did you mean "${meant}" for "${last}"?`
  const message = 'the file is not read as an integration: its name has no role'
  return [{ severity: 'warning', code: 'INTEGRATION_NAME', message, hint, file, line: 1, column: 1 }]
}

function warnOfDifference(key: string, named: string | undefined, source: ManifestSource): void {
  const said = takeScalar(source.root, key)
  if (said === undefined || said.value === named) return
  const inName = named === undefined ? 'none' : `"${named}"`
  report(source, {
    severity: 'warning',
    code: 'INTEGRATION_NAME_DIFFERS',
    message: `the file says ${key} "${String(said.value)}", its name says ${inName}; the name counts`,
    hint: 'rename the file, or change the key',
    offset: said.offset,
  })
}
