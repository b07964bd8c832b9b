import type { Mesh, Prompter } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import { type EntryInput, parseSecretsJson, SecretsError, type Vault } from '@meshroom/secrets'
import { modeFlag } from '../../command/flags.ts'
import type { GlobalFlags } from '../../command/global-flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { present } from '../../command/present.ts'
import { assertOwnedHere, secretUnknown } from '../../command/secret-unknown.ts'
import { secretUsage, secretWords } from '../../command/secret-words.ts'
import { editUntilRight } from '../../edit/edit-until-right.ts'
import { findListed, findSecret } from '../../ports/find-secret.ts'

export default class SecretsEditCommand extends MeshroomCommand {
  static override summary = 'Change secrets in your editor.'
  static override description =
    'One secret as it is, or all texts as one JSON object: what is changed is kept, what is added is kept, what is taken out stays (meshroom secrets unset forgets). What another changes meanwhile stays too; where it is the same secret you are told whose it is, and can go on with your text. The file that the editor gets lies in memory, and is gone when it is left or killed. VISUAL or EDITOR names the editor; without them it is vi.'
  static override usage = ['secrets edit', ...secretUsage('secrets edit')]
  static override examples = [
    '<%= config.bin %> <%= command.id %> mysekoia API_KEY',
    'EDITOR="code --wait" <%= config.bin %> <%= command.id %>',
  ]
  static override args = secretWords
  static override flags = { mode: modeFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsEditCommand)
    const { mesh, vault: open, interactive, prompter } = await this.enter(flags)
    const editor = editorOf(flags, interactive)
    const words = args.secret ?? []
    const { mode } = flags
    const address = words.length === 0 ? undefined : findListed(words, { project: mesh.project, ...present({ mode }) })
    const vault = await open()
    if (address) await assertOwnedHere(address, vault)
    if (address) await assertText(address.name, vault)
    const before = await valuesOf(vault, address ? [address.name] : await textsOf(vault))
    const editing = { before, editor, vault, prompter: interactive ? prompter : undefined }
    const { changed } = await (address ? editOne(address.name, editing) : editAll(mesh, editing))
    this.show(flags, { changed }, () => changed.map((name) => `kept ${name}`))
    if (changed.length === 0 && !flags.json) this.note('Nothing was changed.')
  }
}

interface Editing {
  /** Values by name, as the person sees them. */
  readonly before: Readonly<Record<string, string>>
  readonly editor: string
  readonly vault: Vault
  readonly prompter: Prompter | undefined
}

type Changed = Awaited<ReturnType<Vault['replace']>>

/** Editors end the last line, which is no part of the value. */
function editOne(name: string, { before, vault, ...options }: Editing): Promise<Changed> {
  const keep = keeping(vault, before)
  return editUntilRight(`${before[name]}\n`, {
    ...options,
    fileName: 'secret.txt',
    keep: (text) => keep([{ name, value: text.replace(/\r?\n$/, '') }]),
  })
}

/** What differs from before. */
function editAll(mesh: Mesh, { before, vault, ...options }: Editing): Promise<Changed> {
  const keep = keeping(vault, before)
  const read = (text: string) => {
    const edited = Object.entries(parseSecretsJson(text)).filter(([name, value]) => value !== before[name])
    return edited.map(([name, value]) => toEntry(name, value, { before, mesh }))
  }
  return editUntilRight(`${JSON.stringify(before, null, 2)}\n`, {
    ...options,
    fileName: 'secrets.json',
    keep: async (text) => keep(read(text)),
  })
}

/**
 * Writes what was edited, where nobody changed it since the person saw it. After that error it is seen, by its message: what the person
 * keeps then takes its place.
 */
function keeping(vault: Vault, before: Readonly<Record<string, string>>) {
  let seen = before
  return async (entries: readonly EntryInput[]): Promise<Changed> => {
    try {
      return await vault.replace(entries, seen)
    } catch (error) {
      if (error instanceof SecretsError && error.code === 'ENTRY_CHANGED')
        seen = await presentValues(vault, { seen, names: entries.map(({ name }) => name) })
      throw error
    }
  }
}

async function presentValues(
  vault: Vault,
  { seen, names }: { seen: Readonly<Record<string, string>>; names: readonly string[] },
) {
  const kept = Object.entries(seen).filter(([name]) => !names.includes(name))
  const values = await Promise.all(names.map(async (name) => [name, await vault.get(name)] as const))
  return Object.fromEntries([
    ...kept,
    ...values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ])
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

/** @throws MeshroomError `SECRET_BINARY`: an editor would spoil bytes */
async function assertText(name: string, vault: Vault): Promise<void> {
  const entry = (await vault.list()).find((each) => each.name === name)
  if (!entry?.binary) return
  throw new MeshroomError('SECRET_BINARY', `"${name}" holds bytes, which no editor shows`, {
    hint: `meshroom secrets get ${name} --output FILE, and meshroom secrets set ${name} --file FILE`,
  })
}
