import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Command } from '@oclif/core/command'
import type { PJSON, Plugin } from '@oclif/core/interfaces'

/** Where this package's commands lie: `list products` in `<folder>/list/products<extension>`. */
export interface OwnCommands {
  /** Of the package. */
  readonly root: string
  /** Absolute. */
  readonly folder: string
  readonly extension: '.js' | '.ts'
}

/** One command of this package, found by its file. */
export interface OwnCommand {
  /** Words parted by `:`. */
  readonly id: string
  readonly file: string
  /** What follows the command's own words. */
  readonly rest: readonly string[]
}

/** The command of this package that words begin with, if there is one; its file is looked for, nothing is loaded. */
export function findOwnCommand(words: readonly string[], { folder, extension }: OwnCommands): OwnCommand | undefined {
  for (const length of [3, 2, 1]) {
    const own = words.slice(0, length)
    const file = `${folder}/${own.join('/')}${extension}`
    const isPlausible = own.length === length && own.every((word) => /^[a-z]+(-[a-z]+)*$/.test(word))
    if (isPlausible && existsSync(file)) return { id: own.join(':'), file, rest: words.slice(length) }
  }
  return undefined
}

/** The words that command lines begin with, of which they are not the whole: `list` of `list products`; empty where there is no word at all. */
export function findOwnTopic(words: readonly string[], { folder }: OwnCommands): readonly string[] | undefined {
  const end = words.findIndex((word) => word.startsWith('-'))
  const own = end === -1 ? words : words.slice(0, end)
  const isPlausible = own.every((word) => /^[a-z]+(-[a-z]+)*$/.test(word))
  return isPlausible && existsSync([folder, ...own].join('/')) ? own : undefined
}

/**
 * This package as a plugin of oclif that has one command alone: such a command starts without looking for plugins and without reading and
 * sorting every command there is, which takes a quarter of the time of a short command.
 */
export function ownPlugin({ id, file }: OwnCommand, { root }: OwnCommands): Plugin {
  const pjson = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as PJSON
  const load = (): Promise<Command.Class> => loadCommand(file, id)
  const { name, version } = pjson
  const command = { id, load, hidden: false, aliases: [], hiddenAliases: [], args: {}, flags: {}, pluginName: name }
  const identity = { _base: 'meshroom', alias: name, name, version, pjson, root, options: { root } }
  const kind = { type: 'core', moduleType: 'module', isRoot: true, valid: true, hasManifest: true } as const
  const content = { commandIDs: [id], commands: [command], commandsDir: undefined, topics: [], hooks: {} }
  return { ...identity, ...kind, ...content, findCommand: load, load: async () => {} }
}

async function loadCommand(file: string, id: string): Promise<Command.Class> {
  const { default: command } = (await import(pathToFileURL(file).href)) as { default: Command.Class }
  command.id = id
  return command
}
