import { mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { succeed } from './run.ts'

export const repository = fileURLToPath(new URL('../../../', import.meta.url))

/** Somebody who has nothing of this repository but its packages' tarballs. */
export interface Stranger {
  /** Temporary. */
  readonly folder: string
  /** By name of package. */
  readonly tarballs: Readonly<Record<string, string>>
  /** A project in which all of them are installed. */
  readonly project: string
}

declare module 'vitest' {
  interface ProvidedContext {
    stranger: Stranger
  }
}

/** Packs and installs once for all tests. @returns what removes it all again */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'meshroom-packed-')))
  const tarballs = await packAll(folder)
  provide('stranger', { folder, tarballs, project: await install(tarballs, folder) })
  return () => rm(folder, { recursive: true, force: true })
}

async function packAll(folder: string): Promise<Stranger['tarballs']> {
  const packed = join(folder, 'tarballs')
  await mkdir(packed)
  const names = readdirSync(join(repository, 'packages')).sort()
  for (const name of names) await pack(name, packed)
  const files = readdirSync(packed)
  const tarballs = names.map((name) => {
    const file = files.find((candidate) => candidate.startsWith(`meshroom-${name}-`))
    if (!file) throw new Error(`packing ${name} made no tarball`)
    return [`@meshroom/${name}`, join(packed, file)] as const
  })
  return Object.fromEntries(tarballs)
}

/** With pnpm, as it is published: `publishConfig` and `workspace:` are taken over on the way. */
async function pack(name: string, destination: string): Promise<void> {
  const [command, ...args] = pnpm()
  const cwd = join(repository, 'packages', name)
  await succeed(command, [...args, 'pack', '--pack-destination', destination], { cwd })
}

/** The one that runs this script, or the repository's own. */
function pnpm(): readonly [string, ...string[]] {
  const running = process.env.npm_execpath
  if (running?.includes('pnpm')) return [running]
  const { packageManager } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  return ['npx', '--yes', '--prefer-offline', packageManager]
}

/** Installs the tarballs in an empty project with npm; what they need of each other comes from the tarballs, too. */
async function install(tarballs: Stranger['tarballs'], folder: string): Promise<string> {
  const project = join(folder, 'project')
  await mkdir(project)
  const dependencies = Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]))
  const overrides = Object.fromEntries(Object.keys(tarballs).map((name) => [name, `$${name}`]))
  const manifest = { name: 'stranger', private: true, type: 'module', dependencies, overrides }
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest, null, 2))
  await succeed('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'], { cwd: project })
  return project
}
