import type { SideContext } from '@meshroom/hooks-sdk'

/**
 * What a plug's things are called on the tenant: the same at each run, so that they are found again, and different for each project,
 * environment and plug, so that two never share one.
 */
export function nameOfPlug({ plug, project }: Pick<SideContext, 'plug' | 'project'>): string {
  const environment = project.environment === 'default' ? '' : ` (${project.environment})`
  const mode = plug.mode === 'pull' ? ' pull' : ''
  return `${plug.source} to ${plug.destination}, ${plug.topic}${mode}: Meshroom ${project.name}${environment}`
}
