import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A call that changes files, as it begins. */
export interface TracedCall {
  readonly call: string
  /** What it makes, changes or takes away, absolute. */
  readonly paths: readonly string[]
}

/** Looks at a folder whenever a traced call begins, and finds what no traced call can have changed since it last looked. */
export interface UntracedSeeker {
  /** Looks, and takes note of the call. @returns what to call when it has ended */
  begin(call: TracedCall): () => void
  /** Looks once more. @returns every change that is not accounted for, such as `/p/file was written` */
  end(): readonly string[]
}

interface Found {
  readonly inode: number
  /** Undefined for a folder. */
  readonly text: string | undefined
}

type Folder = ReadonlyMap<string, Found>

export function seekUntraced(root: string): UntracedSeeker {
  const found = new Set<string>()
  const running = new Set<TracedCall>()
  let before = look(root)
  let since: readonly TracedCall[] = []
  const lookAgain = () => {
    const after = look(root)
    for (const change of untraced(before, after, [...since, ...running])) found.add(change)
    before = after
    since = []
  }
  return {
    begin(call) {
      lookAgain()
      running.add(call)
      return () => {
        running.delete(call)
        since = [...since, call]
      }
    },
    end() {
      lookAgain()
      return [...found].sort()
    },
  }
}

function untraced(before: Folder, after: Folder, calls: readonly TracedCall[]): string[] {
  const known = new Map([...before.values()].map(({ inode, text }) => [inode, text]))
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)]
    const moved = was?.inode !== is?.inode && !calls.some((call) => places(call, path))
    const written = is?.text !== undefined && is.text !== (known.get(is.inode) ?? '')
    const isTraced = calls.some((call) => writes(call, path) || (is?.text === '' && places(call, path)))
    return [...(moved ? [`${path} came or went`] : []), ...(written && !isTraced ? [`${path} was written`] : [])]
  })
}

const writing = new Set(['write', 'writeFile', 'appendFile', 'truncate', 'copyFile', 'cp'])

function writes({ call, paths }: TracedCall, path: string): boolean {
  return writing.has(call) && paths.some((each) => isAtOrBelow(path, each))
}

/** Whether it may make the path, or take it away. Folders are made with those above them. */
function places({ call, paths }: TracedCall, path: string): boolean {
  if (call === 'write') return false
  return paths.some((each) => isAtOrBelow(path, each) || (call === 'mkdir' && isAtOrBelow(each, path)))
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

/** What goes away meanwhile is not there. */
function look(folder: string, found = new Map<string, Found>()): Folder {
  for (const name of orUndefined(() => readdirSync(folder)) ?? []) {
    const path = join(folder, name)
    const stats = orUndefined(() => lstatSync(path))
    if (stats === undefined) continue
    const text = stats.isFile() ? orUndefined(() => readFileSync(path, 'latin1')) : undefined
    found.set(path, { inode: stats.ino, text })
    if (stats.isDirectory()) look(path, found)
  }
  return found
}

function orUndefined<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
