import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { EntryInfo } from '@meshroom/secrets'
import { surviveClosedPipes, writeBytes, writeNote } from './command/output.ts'
import { dueNotes } from './command/secret-due.ts'
import { configureGit } from './git/configure-git.ts'
import { openVaultFile } from './ports/open-vault-file.ts'

/**
 * Answers `secrets get` by what the vault itself says, without loading what the commands have in common, which would take longer than all
 * the rest: scripts read secrets often. Whatever is not that simple is left to the command, which does the same and more: flags, a terminal
 * to ask or to warn on, bytes, a name that only the project explains, and everything that goes wrong.
 *
 * @param words What follows `secrets get`.
 * @returns whether it was answered
 */
export async function quickGet(words: readonly string[]): Promise<boolean> {
  const root = isSimple(words) ? findRoot(resolve(process.env.MESHROOM_PROJECT || process.cwd())) : undefined
  if (root === undefined) return false
  try {
    return await answer(root, words)
  } catch {
    return false
  }
}

/** A descriptor can be read only once, and not by the command then. */
function isSimple(words: readonly string[]): boolean {
  const isPlain = words.every((word) => word !== '' && !word.startsWith('-'))
  return isPlain && process.stdout.isTTY !== true && !process.env.MESHROOM_PASSPHRASE_FD
}

async function answer(root: string, words: readonly string[]): Promise<boolean> {
  const vault = openVaultFile({ file: join(root, 'secrets.gpg'), prompter: undefined })
  const [entry, ...others] = (await vault.list()).filter((each) => isMeant(each, words))
  if (entry === undefined || others.length > 0 || entry.binary || entry.conflict) return false
  const value = await vault.get(entry.name)
  const notes = await dueNotes(vault, [entry.name])
  await configureGit(root)
  surviveClosedPipes()
  writeBytes(Buffer.from(`${value}\n`))
  notes.forEach(writeNote)
  return true
}

/** Only what the vault says whose it is: the others, of the earlier tool, are explained by the project. */
function isMeant({ name, owner, key }: EntryInfo, words: readonly string[]): boolean {
  if (owner === undefined) return false
  if (words.length === 1) return name === words[0]
  const named = owner.kind === 'instance' ? [owner.instance, key] : [owner.source, owner.destination, owner.topic, key]
  const isPushed = owner.kind === 'instance' || owner.mode === 'push'
  return isPushed && named.length === words.length && named.every((part, index) => part === words[index])
}

/** As `findProjectRoot` of the model finds it, without the model. */
function findRoot(folder: string): string | undefined {
  if (['products', 'instances'].some((name) => isFolder(join(folder, name)))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : findRoot(parent)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
