import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Command } from '@oclif/core/command'
import type { PJSON, Plugin } from '@oclif/core/interfaces'

/** This package's commands as `oclif.manifest.json` has them. */
export interface OwnManifest {
  readonly commands: Readonly<Record<string, Command.Cached & { readonly relativePath: readonly string[] }>>
}

/** Reads the manifest that the build has written. */
export function readOwnManifest(root: string): OwnManifest {
  return readJson(`${root}/oclif.manifest.json`) as OwnManifest
}

/**
 * This package as a plugin of oclif that has one command alone, so that a command starts without looking for plugins and without sorting
 * every command there is: a quarter of the time that a short command takes.
 *
 * @param id Of the command.
 */
export function ownPlugin(root: string, manifest: OwnManifest, id: string): Plugin {
  const pjson = readJson(`${root}/package.json`) as PJSON
  const find = (): Promise<Command.Class> => loadCommand(root, manifest, id)
  const command = { ...manifest.commands[id], load: find } as Command.Loadable
  return {
    _base: 'meshroom',
    alias: pjson.name,
    name: pjson.name,
    version: pjson.version,
    pjson,
    root,
    options: { root },
    type: 'core',
    moduleType: 'module',
    isRoot: true,
    valid: true,
    hasManifest: true,
    commandIDs: [id],
    commands: [command],
    commandsDir: undefined,
    topics: [],
    hooks: {},
    findCommand: find,
    load: async () => {},
  }
}

async function loadCommand(root: string, { commands }: OwnManifest, id: string): Promise<Command.Class> {
  const path = [root, ...(commands[id]?.relativePath ?? [])].join('/')
  const { default: command } = (await import(pathToFileURL(path).href)) as { default: Command.Class }
  command.id = id
  return command
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
