import type { ScaffoldContext } from '@meshroom/hooks-sdk'

/** The manifest of the integration that is being scaffolded, whichever ending it has. */
export async function manifestFile({ integration, files }: ScaffoldContext): Promise<string> {
  const { folder, topic, role, mode } = integration
  const stem = `${folder}/${topic ? `${topic}_` : ''}${role}${mode === 'pull' ? '_pull' : ''}`
  return (await files.exists(`${stem}.yml`)) ? `${stem}.yml` : `${stem}.yaml`
}
