import { dirname } from 'node:path'
import type { Disk, OpenFile } from '../src/state/disk.ts'

/** A system call that changes the disk, before it is made. */
export interface DiskChange {
  readonly call: 'write' | 'sync' | 'create' | 'append' | 'link' | 'rename' | 'remove' | 'removeFolder' | 'syncFolder'
  readonly path: string
}

/** What becomes of a change: it is made; it fails with a code, a part of a write being made; or the process is gone before it. */
export type Fate = 'made' | 'crash' | { readonly code: string; readonly written?: number }

interface Inode {
  text: string
  /** What survives when the machine loses power. */
  durable: string
}

/** A disk in memory that knows what a crash leaves, of the process or of the machine. */
export class MemoryDisk {
  /** Decides over each change; all are made where unset. */
  fate: (change: DiskChange) => Fate = () => 'made'
  readonly changes: DiskChange[] = []
  #entries = new Map<string, Inode>()
  #durable = new Map<string, Inode>()
  #epoch = 0
  #onCrash: () => void = () => {}

  /** Every file, as whoever reads the disk now finds it. */
  get files(): ReadonlyMap<string, string> {
    return new Map([...this.#entries].map(([path, { text }]) => [path, text]))
  }

  /** Every file, as it would be found after the machine lost power. */
  get durable(): ReadonlyMap<string, string> {
    return new Map([...this.#durable].map(([path, { durable }]) => [path, durable]))
  }

  put(path: string, text: string): void {
    const inode = { text, durable: text }
    this.#entries.set(path, inode)
    this.#durable.set(path, inode)
  }

  /** Resolves when the process crashes. */
  crashed(): Promise<void> {
    return new Promise((resolve) => {
      this.#onCrash = resolve
    })
  }

  /** The machine loses power: what was not synced is gone, but for a part of what was written last. */
  losePower(keep: (unsynced: string) => string = () => ''): void {
    this.kill()
    const survivors = new Map<Inode, Inode>()
    for (const inode of this.#durable.values()) {
      const text = inode.text.startsWith(inode.durable)
        ? inode.durable + keep(inode.text.slice(inode.durable.length))
        : inode.durable
      survivors.set(inode, { text, durable: text })
    }
    this.#durable = new Map([...this.#durable].map(([path, inode]) => [path, survivors.get(inode) ?? inode]))
    this.#entries = new Map(this.#durable)
  }

  /** The process is killed: what it has written is there, synced or not; nothing that it still waits for is done. */
  kill(): void {
    this.#epoch++
    this.#onCrash()
  }

  /** How many crashes there were: tells one process from the next. */
  get epoch(): number {
    return this.#epoch
  }

  /** The disk as one process sees it; after a crash it never answers that process again. */
  open(): Disk {
    const epoch = this.#epoch
    const act = async <T>(change: DiskChange, apply: (written?: number) => T): Promise<T> => {
      await Promise.resolve()
      if (epoch !== this.#epoch) return new Promise<never>(() => {})
      this.changes.push(change)
      const fate = this.fate(change)
      if (fate === 'made') return apply()
      if (fate === 'crash') {
        this.kill()
        return new Promise<never>(() => {})
      }
      if (fate.written !== undefined) apply(fate.written)
      throw systemError(fate.code)
    }
    const look = async <T>(answer: () => T): Promise<T> =>
      epoch === this.#epoch ? answer() : new Promise<never>(() => {})
    const openFile = (path: string, inode: Inode): OpenFile => ({
      write: (text) =>
        act({ call: 'write', path }, (written = text.length) => {
          inode.text += text.slice(0, written)
        }),
      sync: () =>
        act({ call: 'sync', path }, () => {
          inode.durable = inode.text
        }),
      close: async () => {},
    })
    return {
      read: (path) => look(() => this.#entries.get(path)?.text),
      list: (folder) =>
        look(() =>
          [...this.#entries.keys()]
            .filter((path) => path.startsWith(`${folder}/`))
            .map((path) => path.slice(folder.length + 1)),
        ),
      makeFolder: () => look(() => {}),
      create: (path) =>
        act({ call: 'create', path }, () => {
          if (this.#entries.has(path)) throw systemError('EEXIST')
          return openFile(path, this.#make(path))
        }),
      append: (path) =>
        act({ call: 'append', path }, () => openFile(path, this.#entries.get(path) ?? this.#make(path))),
      link: (from, to) =>
        act({ call: 'link', path: to }, () => {
          if (this.#entries.has(to)) throw systemError('EEXIST')
          this.#entries.set(to, this.#inode(from))
        }),
      rename: (from, to) =>
        act({ call: 'rename', path: to }, () => {
          this.#entries.set(to, this.#inode(from))
          this.#entries.delete(from)
        }),
      remove: (path) => act({ call: 'remove', path }, () => void this.#entries.delete(path)),
      removeFolder: (path) => look(() => ![...this.#entries.keys()].some((each) => each.startsWith(`${path}/`))),
      syncFolder: (path) => act({ call: 'syncFolder', path }, () => this.#syncFolder(path)),
    }
  }

  #make(path: string): Inode {
    const inode = { text: '', durable: '' }
    this.#entries.set(path, inode)
    return inode
  }

  #inode(path: string): Inode {
    const inode = this.#entries.get(path)
    if (inode === undefined) throw systemError('ENOENT')
    return inode
  }

  #syncFolder(folder: string): void {
    for (const path of this.#durable.keys()) if (dirname(path) === folder) this.#durable.delete(path)
    for (const [path, inode] of this.#entries) if (dirname(path) === folder) this.#durable.set(path, inode)
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code })
}
