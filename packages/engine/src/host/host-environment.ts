const PASSED = ['TZ', 'LANG', 'LC_ALL', 'NODE_EXTRA_CA_CERTS', 'SYSTEMROOT'] as const

/**
 * The environment of a host: time zone, language and extra certificates of the person's own, and nothing else: tokens often lie in an environment.
 *
 * @param scratch folder for temporary files, absolute
 */
export function hostEnvironment(own: NodeJS.ProcessEnv, scratch: string): Readonly<Record<string, string>> {
  const passed = PASSED.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]]))
  return { ...Object.fromEntries(passed), TMPDIR: scratch, TEMP: scratch, NO_COLOR: '1' }
}
