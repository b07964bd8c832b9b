/** Where the settings of an environment stand, relative to the project. */
export function overlayFile(environment: string): string {
  return `environments/${environment}.yaml`
}
