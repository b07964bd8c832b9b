import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { entryName, type SecretOwner, type Vault } from '@meshroom/secrets'
import { moveGlobalFlagsBack } from './command/move-global-flags-back.ts'
import { surviveClosedPipes, writeBytes, writeNote } from './command/output.ts'
import { dueNotes } from './command/secret-due.ts'
import { configureGit } from './git/configure-git.ts'
import { openVaultFile } from './ports/open-vault-file.ts'
import { ownersOnDisk, productOnDisk } from './ports/owners-on-disk.ts'

/**
 * Answers `secrets get` by what the vault and the names of folders say, without loading what the commands have in common, which would take
 * longer than all the rest: scripts read secrets often. Whatever is not that simple is left to the command, which does the same and more: a
 * terminal to ask or to warn on, a file to write, and everything that goes wrong.
 *
 * @param argv What follows the name of the program.
 * @returns whether it was answered
 */
export async function quickGet(argv: readonly string[]): Promise<boolean> {
  const question = isPiped() ? parseQuestion(argv) : undefined
  const root = question && findRoot(resolve(question.project || process.env.MESHROOM_PROJECT || process.cwd()))
  if (question === undefined || root === undefined) return false
  try {
    return await answer(root, question)
  } catch {
    return false
  }
}

/** A descriptor can be read only once, and not by the command then. */
function isPiped(): boolean {
  return process.stdout.isTTY !== true && !process.env.MESHROOM_PASSPHRASE_FD
}

interface Question {
  readonly words: readonly string[]
  readonly project: string | undefined
  readonly mode: 'push' | 'pull'
  readonly json: boolean
}

/** Nobody is asked here, no hook runs and no manifest is read: these change nothing. */
const meaningless = {
  'no-input': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  unsafe: { type: 'boolean' },
  'no-cache': { type: 'boolean' },
  debug: { type: 'boolean' },
} as const

/** Undefined where there is anything else than words and flags that are known here. */
function parseQuestion(argv: readonly string[]): Question | undefined {
  const meaning = {
    project: { type: 'string', short: 'C' },
    mode: { type: 'string' },
    json: { type: 'boolean' },
    // The vault is that of all environments; whether there is one of that name is for the whole command to say.
    environment: { type: 'string' },
  } as const
  const options = { ...meaningless, ...meaning }
  try {
    const { values, positionals } = parseArgs({ args: moveGlobalFlagsBack(argv), options, allowPositionals: true })
    const [topic, command, ...words] = positionals
    const { project, mode = 'push', json = false, environment = 'default' } = values
    const isKnown = (mode === 'push' || mode === 'pull') && environment === 'default'
    return topic === 'secrets' && command === 'get' && isKnown ? { words, project, mode, json } : undefined
  } catch {
    return undefined
  }
}

async function answer(root: string, { words, mode, json }: Question): Promise<boolean> {
  const knownOwners = async () => ownersOnDisk(root)
  const vault = openVaultFile({ file: join(root, 'secrets.gpg'), prompter: undefined, knownOwners })
  const found = words.length === 1 ? await byName(vault, words[0] ?? '') : await byOwner(vault, { root, words, mode })
  if (found === undefined) return false
  const { name, value } = found
  const isBinary = (await vault.list()).some((entry) => entry.name === name && entry.binary)
  const notes = await dueNotes(vault, [name])
  await configureGit(root)
  surviveClosedPipes()
  if (json) writeBytes(Buffer.from(`${JSON.stringify({ name, value, ...(isBinary && { binary: true }) }, null, 2)}\n`))
  else writeBytes(isBinary ? Buffer.from(value, 'base64') : Buffer.from(`${value}\n`))
  notes.forEach(writeNote)
  return true
}

interface Found {
  readonly name: string
  readonly value: string
}

async function byName(vault: Vault, name: string): Promise<Found | undefined> {
  const value = await vault.get(name)
  return value === undefined ? undefined : { name, value }
}

async function byOwner(
  vault: Vault,
  { root, words, mode }: Pick<Question, 'words' | 'mode'> & { readonly root: string },
): Promise<Found | undefined> {
  const owner = ownerMeant(words, { root, mode })
  const key = words.at(-1) ?? ''
  const value = owner && (await vault.getFor(owner, key))
  return owner === undefined || value === undefined ? undefined : { name: entryName(owner, key), value }
}

function ownerMeant(
  words: readonly string[],
  { root, mode }: { readonly root: string; readonly mode: Question['mode'] },
): SecretOwner | undefined {
  const [first = '', destination = '', topic = ''] = words
  if (words.length === 4) return { kind: 'plug', source: first, destination, topic, mode }
  const product = words.length === 2 ? productOnDisk(root, first) : undefined
  return product === undefined ? undefined : { kind: 'instance', product, instance: first }
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
