/** What is wrong with one value of the settings of an instance or a plug. Values of secrets are never in it. */
export interface SettingProblem {
  readonly code:
    | 'SETTING_MISSING'
    | 'SETTING_WRONG_TYPE'
    | 'SETTING_NOT_IN_ENUM'
    | 'SETTING_OUT_OF_RANGE'
    | 'SETTING_BAD_FORMAT'
    | 'SETTING_BAD_PATTERN'
    | 'SETTING_UNKNOWN'
  readonly message: string
  readonly hint?: string
  /** Where in the values: `['proxy', 'ports', 0]`. */
  readonly path: readonly (string | number)[]
}

/** `proxy.ports[0]`, as messages name it. */
export function settingPath(path: readonly (string | number)[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}
