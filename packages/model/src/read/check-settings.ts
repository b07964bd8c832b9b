import type { Setting } from '../manifests/setting.ts'
import { checkName } from '../names/check-name.ts'
import { compilePattern } from '../settings/matches-pattern.ts'
import { validateSettings } from '../settings/validate-settings.ts'
import type { Located } from '../yaml/located.ts'
import type { YamlProblem } from '../yaml/yaml-problem.ts'
import { entriesOf, takeScalar } from './take.ts'

interface DeclaredAt {
  readonly setting: Setting
  readonly node: Located
  readonly nameOffset: number
}

/** What a schema cannot say of declared settings: names given twice, patterns that are none, defaults that do not fit. */
export function checkDeclaredSettings(node: Located | undefined, settings: readonly Setting[]): readonly YamlProblem[] {
  const declared = pairUp(node, settings)
  return [
    ...checkTwins(declared),
    ...declared.flatMap(checkSettingName),
    ...declared.flatMap(checkPattern),
    ...declared.flatMap(checkDefault),
  ]
}

/** Settings were read from their nodes in order; a node without a name gave none. */
function pairUp(node: Located | undefined, settings: readonly Setting[]): readonly DeclaredAt[] {
  const nodes =
    node?.kind === 'list'
      ? node.items.flatMap((item) => {
          const name = takeScalar(item, 'name')
          return typeof name?.value === 'string' && name.value !== '' ? [{ node: item, nameOffset: name.offset }] : []
        })
      : entriesOf(node).map(({ value, keyOffset }) => ({ node: value, nameOffset: keyOffset }))
  return nodes.flatMap((one, index) => (settings[index] === undefined ? [] : [{ ...one, setting: settings[index] }]))
}

function checkTwins(declared: readonly DeclaredAt[]): YamlProblem[] {
  return declared.flatMap(({ setting, nameOffset }, index) => {
    const first = declared.findIndex((other) => other.setting.name === setting.name)
    if (first === index) return []
    return [
      {
        severity: 'error',
        code: 'SETTING_TWICE',
        message: `there is already a setting "${setting.name}"`,
        hint: 'rename one of the two, or remove it',
        offset: nameOffset,
        related: [{ message: `the first "${setting.name}"`, offset: declared[first]!.nameOffset }],
      },
    ]
  })
}

/** On the command line a setting stands left of an equals sign. */
function checkSettingName({ setting, nameOffset }: DeclaredAt): YamlProblem[] {
  const fault = setting.name.includes('=') ? 'must not contain "="' : checkName(setting.name)?.message
  const isError = setting.name.includes('=') || checkName(setting.name)?.severity === 'error'
  if (fault === undefined || !isError) return []
  const message = `the setting ${JSON.stringify(setting.name)} ${fault}`
  return [{ severity: 'error', code: 'NAME_INVALID', message, hint: 'choose another name', offset: nameOffset }]
}

function checkPattern({ setting, node, nameOffset }: DeclaredAt): YamlProblem[] {
  if (setting.pattern === undefined || compilePattern(setting.pattern) !== undefined) return []
  const offset = takeScalar(node, 'pattern')?.offset ?? nameOffset
  return [
    {
      severity: 'error',
      code: 'SETTING_PATTERN_INVALID',
      message: 'the pattern is not a regular expression',
      hint: 'mend or remove the pattern',
      offset,
    },
  ]
}

/** Catalogues have such defaults; they are ignored, so a warning is enough. */
function checkDefault({ setting, node, nameOffset }: DeclaredAt): YamlProblem[] {
  if (setting.default === undefined) return []
  const [problem] = validateSettings([setting], { [setting.name]: setting.default }, { unknown: 'ignore' })
  if (problem === undefined) return []
  const typeOffset = takeScalar(node, 'type')?.offset
  return [
    {
      severity: 'warning',
      code: 'SETTING_DEFAULT_UNFIT',
      message: `the default is ignored: ${problem.message}`,
      hint: 'make the default fit the type, or the type fit the default',
      offset: (node.kind === 'map' ? node.entries.get('default')?.value.offset : undefined) ?? nameOffset,
      ...(typeOffset === undefined ? {} : { related: [{ message: 'the type', offset: typeOffset }] }),
    },
  ]
}
