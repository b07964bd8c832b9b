import { suggestName } from '../names/suggest-name.ts'
import { type IntegrationName, parseIntegrationName } from './integration-name.ts'
import { type ManifestSource, report } from './manifest-source.ts'
import { takeScalar, takeString } from './take.ts'

const ROLES = ['consumer', 'producer', 'trigger', 'executor']

/**
 * Whose integration a manifest is, by its file's name. Where a key in the file says otherwise, the name wins and a warning
 * says so. The earlier tool put a format into the name; it is taken for one only when the file has it too.
 *
 * @returns undefined when the name is not that of an integration: any other file may lie beside them
 */
export function nameIntegration(stem: string, source: ManifestSource): IntegrationName | undefined {
  const name = parseIntegrationName(stem)
  const format = takeString(source.root, 'format')
  if (name === undefined || (name.format !== undefined && name.format.toLowerCase() !== format?.toLowerCase())) {
    warnOfSlip(stem, source)
    return undefined
  }
  for (const key of ['topic', 'role', 'mode'] as const) warnOfDifference(key, name[key], source)
  return name
}

function warnOfSlip(stem: string, source: ManifestSource): void {
  const words = stem.replace(/_(?:pull|push)$/, '').split('_')
  const meant = suggestName(words.at(-1) ?? '', ROLES)
  const endsInMode = /_(?:pull|push)$/.test(stem)
  if (meant === undefined && !endsInMode) return
  report(source, {
    severity: 'warning',
    code: 'INTEGRATION_NAME',
    message: 'the file is not read as an integration: its name has no role',
    hint: meant === undefined ? 'name it <topic>_<role>[_pull].yaml' : `did you mean "${meant}" for "${words.at(-1)}"?`,
    offset: 0,
  })
}

function warnOfDifference(key: string, named: string | undefined, source: ManifestSource): void {
  const said = takeScalar(source.root, key)
  if (said === undefined || said.value === named) return
  report(source, {
    severity: 'warning',
    code: 'INTEGRATION_NAME_DIFFERS',
    message: `the file says ${key} "${String(said.value)}", its name says ${named === undefined ? 'none' : `"${named}"`}; the name counts`,
    hint: 'rename the file, or change the key',
    offset: said.offset,
  })
}
