import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const cli = fileURLToPath(new URL('../../../packages/cli/bin/dev.js', import.meta.url))

/** Runs `meshroom graph --format html` in a project, and gives the file that it wrote. */
export async function drawProject(root: string, words: readonly string[] = [], name = 'page.html'): Promise<string> {
  const out = `${root}/${name}`
  const flags = ['--no-warnings', '--conditions=@meshroom/source', cli, 'graph', '--format', 'html', '--out', out]
  await promisify(execFile)(process.execPath, [...flags, ...words], { cwd: root })
  return out
}
