import type { Mesh } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import { type EntryInput, parseSecretsJson, type Vault } from '@meshroom/secrets'
import { modeFlag } from '../../command/flags.ts'
import type { GlobalFlags } from '../../command/global-flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { present } from '../../command/present.ts'
import { secretUnknown } from '../../command/secret-unknown.ts'
import { secretUsage, secretWords } from '../../command/secret-words.ts'
import { editText } from '../../edit/edit-text.ts'
import { findListed, findSecret } from '../../ports/find-secret.ts'

export default class SecretsEditCommand extends MeshroomCommand {
  static override summary = 'Change secrets in your editor.'
  static override description =
    'One secret as it is, or all texts as one JSON object: what is changed is kept, what is added is kept, what is taken out stays (meshroom secrets unset forgets). The file that the editor gets lies in memory, and is gone when it is left or killed. VISUAL or EDITOR names the editor; without them it is vi.'
  static override usage = ['secrets edit', ...secretUsage('secrets edit')]
  static override examples = [
    '<%= config.bin %> <%= command.id %> mysekoia API_KEY',
    'EDITOR="code --wait" <%= config.bin %> <%= command.id %>',
  ]
  static override args = secretWords
  static override flags = { mode: modeFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsEditCommand)
    const { mesh, vault: open, interactive } = await this.enter(flags)
    const editor = editorOf(flags, interactive)
    const words = args.secret ?? []
    const { mode } = flags
    const address = words.length === 0 ? undefined : findListed(words, { project: mesh.project, ...present({ mode }) })
    const vault = await open()
    const names = address ? [address.name] : await textsOf(vault)
    const before = await valuesOf(vault, names)
    const after = address
      ? { [address.name]: await editOne(before[address.name] ?? '', editor) }
      : await editAll(before, editor)
    const edited = Object.entries(after).filter(([name, value]) => value !== before[name])
    const { changed } = await vault.set(edited.map(([name, value]) => toEntry(name, value, { before, mesh })))
    this.show(flags, { changed }, () => changed.map((name) => `kept ${name}`))
    if (changed.length === 0 && !flags.json) this.note('Nothing was changed.')
  }
}

/** What was there before keeps its owner. */
function toEntry(
  name: string,
  value: string,
  { before, mesh }: { readonly before: Readonly<Record<string, string>>; readonly mesh: Mesh },
): EntryInput {
  if (Object.hasOwn(before, name)) return { name, value }
  const { owned } = findSecret([name], { project: mesh.project })
  return { name, value, ...owned }
}

function editorOf(flags: GlobalFlags, interactive: boolean): string {
  const { VISUAL, EDITOR } = process.env
  const named = VISUAL || EDITOR
  if (!flags['no-input'] && (named || interactive)) return named || 'vi'
  throw new MeshroomError('INPUT_REQUIRED', 'nobody can edit here', { hint: 'meshroom secrets set NAME < file' })
}

/** Names of what an editor can show. */
async function textsOf(vault: Vault): Promise<string[]> {
  return (await vault.list()).flatMap(({ name, binary, conflict }) => (binary || conflict ? [] : [name]))
}

async function valuesOf(vault: Vault, names: readonly string[]): Promise<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const name of names) {
    const value = await vault.get(name)
    if (value === undefined) throw await secretUnknown(name, vault)
    values[name] = value
  }
  return values
}

/** Editors end the last line, which is no part of the value. */
async function editOne(value: string, editor: string): Promise<string> {
  const edited = await editText(`${value}\n`, { editor, fileName: 'secret.txt' })
  return edited.replace(/\r?\n$/, '')
}

async function editAll(values: Readonly<Record<string, string>>, editor: string): Promise<Record<string, string>> {
  const text = `${JSON.stringify(values, null, 2)}\n`
  return { ...parseSecretsJson(await editText(text, { editor, fileName: 'secrets.json' })) }
}
