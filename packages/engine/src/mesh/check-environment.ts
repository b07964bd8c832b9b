import { MeshroomError, suggestName } from '@meshroom/model'
import { listEnvironments } from '../state/list-environments.ts'
import { listOverlayFiles, overlayFiles } from './overlay-file.ts'

/** The environment that needs no file; its settings are those of the manifests. */
export const everywhere = 'default'

/** The environments of a project: `default`, those with settings of their own, and those that something is recorded for; sorted. */
export async function findEnvironments(root: string): Promise<readonly string[]> {
  const overlays = await listOverlayFiles(root)
  return [
    ...new Set([everywhere, ...overlays.map(({ environment }) => environment), ...(await listEnvironments(root))]),
  ].sort()
}

/**
 * A mistyped environment is no new one: everything would be set up again, with the settings of others.
 *
 * @throws MeshroomError `ENVIRONMENT_INVALID` when the name cannot be a folder's; `ENVIRONMENT_UNKNOWN` with the nearest name
 */
export async function checkEnvironment(root: string, environment: string): Promise<void> {
  checkEnvironmentName(environment)
  if (environment === everywhere) return
  const known = await findEnvironments(root)
  if (known.includes(environment)) return
  const near = suggestName(environment, known)
  const [file] = overlayFiles(environment)
  throw new MeshroomError(
    'ENVIRONMENT_UNKNOWN',
    `there is no environment "${environment}" (known: ${known.join(', ')})`,
    {
      hint: `${near === undefined ? '' : `did you mean "${near}"? `}a new one begins with a file ${file}, which may be empty`,
      data: { name: environment, suggestions: near === undefined ? [] : [near] },
    },
  )
}

function checkEnvironmentName(environment: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(environment) && environment !== 'pull') return
  throw new MeshroomError('ENVIRONMENT_INVALID', `"${environment}" cannot be the name of an environment`, {
    hint: 'use letters, digits, dots, dashes and underscores',
  })
}
