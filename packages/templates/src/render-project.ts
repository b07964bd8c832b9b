import { fillPlaceholders } from './fill-placeholders.ts'
import { readTemplateFile } from './template-folder.ts'

/** What a new project's files say besides its name. */
export interface RenderProjectOptions {
  /** Range of `@meshroom/hooks-sdk` that editors take types from; `latest` where unset. */
  readonly hooksSdk?: string
}

/**
 * Renders the files of a new project.
 *
 * @param name of the project, which is the name of its folder
 * @returns contents by path, relative to the project; sorted by path
 * @example
 * Object.keys(renderProject('soc'))
 * // ['.gitattributes', '.gitignore', 'README.md', 'instances/.gitkeep', 'package.json', 'products/.gitkeep', 'tsconfig.json']
 */
export function renderProject(
  name: string,
  { hooksSdk = 'latest' }: RenderProjectOptions = {},
): Record<string, string> {
  return {
    '.gitattributes': readTemplateFile('project/gitattributes'),
    '.gitignore': readTemplateFile('project/gitignore'),
    'README.md': fillPlaceholders('README.md', readTemplateFile('project/README.md'), { name }),
    'instances/.gitkeep': '',
    'package.json': packageManifest(hooksSdk),
    'products/.gitkeep': '',
    'tsconfig.json': readTemplateFile('project/tsconfig.json'),
  }
}

/** Private and without a name: it only gives editors the types of hooks. `meshroom` itself needs no `npm install`. */
function packageManifest(hooksSdk: string): string {
  const manifest = {
    private: true,
    type: 'module',
    devDependencies: { '@meshroom/hooks-sdk': hooksSdk, '@types/node': 'latest' },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
