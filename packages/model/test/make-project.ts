import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Diagnostic } from '../src/diagnostic.ts'
import { type LoadOptions, loadProject } from '../src/disk/load-project.ts'

/** Writes files into a new folder that is gone after the test. */
export async function makeProject(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'meshroom-model-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const [path, content] of Object.entries({ 'products/.gitkeep': '', 'instances/.gitkeep': '', ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  return root
}

export async function load(files: Readonly<Record<string, string | Uint8Array>>, options?: LoadOptions) {
  return loadProject(await makeProject(files), options)
}

/** `error MANIFEST_WRONG_TYPE products/a/definition.yaml:3:5`, as tests compare them. */
export function brief({ severity, code, file, line, column }: Diagnostic): string {
  return `${severity} ${code} ${file}:${line}:${column}`
}
