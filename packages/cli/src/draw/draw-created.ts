import { cleanLine } from './clean-text.ts'

/** `created products/myedr/definition.yaml`, a line for each file. */
export function drawCreated(files: readonly string[]): string[] {
  return files.map((file) => `created ${cleanLine(file)}`)
}
