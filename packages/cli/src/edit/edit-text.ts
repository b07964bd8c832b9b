import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import { runChild } from '../ports/run-child.ts'
import { withoutOwnSecrets } from '../ports/without-own-secrets.ts'
import { makeMemoryFolder } from './memory-folder.ts'

export interface EditTextOptions {
  /** A shell command, as `EDITOR` has it. */
  readonly editor: string
  /** Of the file that the editor is given. */
  readonly fileName: string
}

/**
 * Lets a person change a text in an editor; the file lies in memory and is gone afterwards.
 *
 * @throws MeshroomError `MEMORY_STORAGE_MISSING`, `RUN_EDITOR_FAILED`
 */
export async function editText(text: string, { editor, fileName }: EditTextOptions): Promise<string> {
  const folder = await makeMemoryFolder()
  try {
    const file = join(folder.path, fileName)
    await writeFile(file, text, { mode: 0o600 })
    const code = await runChild(['/bin/sh', '-c', `exec ${withoutTraces(editor)} "$1"`, 'sh', file], {
      env: withoutOwnSecrets(process.env),
    })
    if (code !== 0) throw editorFailed(code)
    return await readFile(file, 'utf8')
  } finally {
    await folder.remove()
  }
}

/** Vim would keep registers, undo steps and backups of what it edits in the home folder. */
function withoutTraces(editor: string): string {
  const [program = ''] = editor.split(/\s+/, 1)
  return /^(vim|gvim|nvim)$/.test(basename(program))
    ? `${editor} -i NONE -c 'set nobackup nowritebackup noswapfile noundofile'`
    : editor
}

function editorFailed(code: number): MeshroomError {
  return new MeshroomError('RUN_EDITOR_FAILED', `the editor ended with exit code ${code}, so nothing was kept`, {
    hint: 'Save and leave the editor as usual; EDITOR names another.',
    data: { code },
  })
}
