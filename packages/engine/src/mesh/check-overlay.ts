import {
  type Diagnostic,
  findSecrets,
  type Instance,
  type Plug,
  type Project,
  type Setting,
  type SettingValue,
  settingPath,
  suggestName,
  validateSettings,
} from '@meshroom/model'
import { declaredPlugSettings } from './declared-plug-settings.ts'
import { mergeSchemas } from './effective-settings.ts'
import { listOverlayFiles, overlayName, withoutPush } from './overlay-file.ts'
import { type OverlaidSettings, type Overlay, readOverlay } from './read-overlay.ts'

interface ReadOverlay {
  readonly overlay: Overlay
  /** Relative to the project. */
  readonly file: string
}

/** What is wrong with the settings of any environment of the project. */
export async function checkOverlays(project: Project): Promise<readonly Diagnostic[]> {
  const files = await listOverlayFiles(project.root)
  const checked = files.map(async ({ file }) =>
    checkOverlay(project, { overlay: await readOverlay(project.root, file), file }),
  )
  return (await Promise.all(checked)).flat()
}

/** What is wrong with the settings of one environment: what they name and is not there, and values that do not fit. Pure. */
export function checkOverlay(project: Project, { overlay, file }: ReadOverlay): readonly Diagnostic[] {
  const plugs = new Map(project.plugs.map((plug) => [overlayName(plug), plug]))
  const integrationsOf = (product: string) => project.integrations.filter((each) => each.product === product)
  return [
    ...overlay.diagnostics,
    ...overlay.instances.flatMap((entry) => {
      const instance = project.instances.get(entry.name)
      if (instance === undefined)
        return [namesNothing(entry, { known: project.instances.keys(), what: 'instance', file })]
      return checkEntry(entry, { schema: project.products.get(instance.product)?.settings ?? [], of: instance, file })
    }),
    ...overlay.plugs.flatMap((entry) => {
      const plug = plugs.get(withoutPush(entry.name))
      if (plug === undefined) return [namesNothing(entry, { known: plugs.keys(), what: 'plug', file })]
      const schema = mergeSchemas(declaredPlugSettings({ project, integrationsOf }, plug))
      return checkEntry(entry, { schema, of: plug, file })
    }),
  ]
}

interface Checked {
  readonly schema: readonly Setting[]
  readonly of: Instance | Plug
  readonly file: string
}

function checkEntry(entry: OverlaidSettings, { schema, of, file }: Checked): Diagnostic[] {
  const at = (name: string | number | undefined) => ({ file, ...(entry.places.get(String(name)) ?? entry) })
  const given = schema.filter(({ name }) => Object.hasOwn(entry.settings, name))
  const known = [...schema.map(({ name }) => name), ...Object.keys(of.settings)]
  return [
    ...Object.keys(entry.settings)
      .filter((name) => !known.includes(name))
      .map((name) => settingUnknown(name, { known, of: entry.name, place: at(name) })),
    ...validateSettings(given, valuesOf(given, entry.settings), { unknown: 'typos' }).map(
      ({ code, message, hint, path }) => toDiagnostic({ code, message, hint }, at(path[0])),
    ),
    ...findSecrets(given, entry.settings).map((path) =>
      toDiagnostic(
        {
          code: 'SECRET_IN_MANIFEST',
          message: `the secret "${settingPath(path)}" stands here in clear text`,
          hint: `change it at its origin, keep the new one in the vault (meshroom configure), and remove it here`,
        },
        at(path[0]),
      ),
    ),
  ]
}

/** What does not stand in the schema is said apart. */
function valuesOf(schema: readonly Setting[], values: Readonly<Record<string, SettingValue>>) {
  return Object.fromEntries(schema.flatMap(({ name }) => (values[name] === undefined ? [] : [[name, values[name]]])))
}

interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

function settingUnknown(
  name: string,
  { known, of, place }: { readonly known: readonly string[]; readonly of: string; readonly place: Place },
): Diagnostic {
  const near = suggestName(name, known)
  const declared = known.length === 0 ? `${of} has none` : `${of} has ${[...new Set(known)].join(', ')}`
  const hint = near === undefined ? declared : `did you mean "${near}"?`
  return toDiagnostic({ code: 'SETTING_UNKNOWN', message: `${name} is not a setting of ${of}`, hint }, place)
}

function namesNothing(
  { name, line, column }: OverlaidSettings,
  { known, what, file }: { readonly known: Iterable<string>; readonly what: string; readonly file: string },
): Diagnostic {
  const near = suggestName(name, known)
  const hint = near === undefined ? `meshroom list ${what}s` : `did you mean "${near}"?`
  const fault = { code: 'ENVIRONMENT_NAMES_NOTHING', message: `there is no ${what} "${name}"`, hint }
  return toDiagnostic(fault, { file, line, column })
}

function toDiagnostic(
  { code, message, hint }: { readonly code: string; readonly message: string; readonly hint?: string | undefined },
  { file, line, column }: Place,
): Diagnostic {
  return { severity: 'error', code, message, ...(hint !== undefined && { hint }), file, line, column }
}
