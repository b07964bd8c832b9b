import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { HookError } from '@meshroom/hooks-sdk'
import { readSnapshot } from '../../trust/read-snapshot.ts'
import type { AskContext } from './ask.ts'
import { isWithin } from './resolve-path.ts'

/** A program as the system is to start it. */
export interface Program {
  /** Name or absolute path. */
  readonly file: string
  readonly args: readonly string[]
  /** The file of the product that Meshroom's own Node is to run, absolute. */
  readonly script?: string
}

const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON']

/**
 * Checks that a product may run a program. `node` with a file of the product as its first argument becomes Meshroom's own Node.
 *
 * @throws HookError `PERMISSION_DENIED`, `PATH_REFUSED`, `RUN_FAILED`
 */
export async function permitProgram(command: string, args: readonly string[], context: AskContext): Promise<Program> {
  const { name, folder, permissions } = context.settings.product
  if (!permissions.run.includes(command)) {
    throw new HookError('PERMISSION_DENIED', `hooks of ${name} may not run "${command}"`, {
      hint: `add "${command}" to permissions.run of ${folder}/definition.yaml`,
    })
  }
  if (args.some((each) => each.includes('\0'))) throw new HookError('RUN_FAILED', 'an argument holds a zero byte')
  if (command !== 'node') return { file: command, args }
  const script = await scriptOf(args[0], context)
  await admitScript(script, context)
  const { absolute } = script
  return { file: process.execPath, args: [...NODE_FLAGS, absolute, ...args.slice(1)], script: absolute }
}

/** Node will read the program from the disk, so what is there now must be trusted, as the hooks were, and the program be part of that. */
async function admitScript(script: Script, { settings: { root, product, services } }: AskContext): Promise<void> {
  const { subject, contents, dependencies } = await readSnapshot(root, product)
  if (!contents.has(script.path) && !dependencies.has(script.path)) {
    throw new HookError('PATH_REFUSED', `"${script.path}" is no code of ${product.name} that is trusted with it`, {
      hint: 'give the file an ending of code (.js, .mjs, .cjs, .ts, .mts or .cts), outside .git and what tools keep in node_modules/.…',
    })
  }
  await services.admit?.(subject)
}

interface Script {
  /** By its real name. */
  readonly absolute: string
  /** Relative to the product's folder, with `/`. */
  readonly path: string
}

/** Relative to the product's folder or to the project, or absolute; links that lead out of the product are refused. */
async function scriptOf(path: string | undefined, { settings }: AskContext): Promise<Script> {
  const folder = join(settings.root, settings.product.folder)
  const candidates =
    path === undefined ? [] : isAbsolute(path) ? [path] : [join(folder, path), join(settings.root, path)]
  const realFolder = await realpath(folder)
  for (const candidate of candidates) {
    const real = await realpath(candidate).catch(() => undefined)
    if (real === undefined || !(await stat(real)).isFile()) continue
    if (isWithin(realFolder, real)) return { absolute: real, path: relative(realFolder, real).split(sep).join('/') }
    throw new HookError('PATH_REFUSED', `"${path}" is not a file of ${settings.product.name}`)
  }
  throw new HookError(
    'RUN_FAILED',
    `node needs a file of ${settings.product.name} as first argument, and "${path ?? ''}" is none`,
  )
}

const PASSED =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|TZ|LANG|LC_[A-Z]+|TMPDIR|TEMP|TMP|SYSTEMROOT|COMSPEC|PATHEXT|XDG_[A-Z_]+)$/

/** What a program finds in its environment: what programs need to work at all, and what the hook gives it. */
export function programEnvironment(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => PASSED.test(entry[0]) && entry[1] !== undefined,
  )
  return { ...Object.fromEntries(own), ...given }
}
