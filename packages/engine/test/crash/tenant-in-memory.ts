import type { Mode } from '@meshroom/model'

/** What a hook of a side is about. */
export interface SidePlace {
  /** Of the plug, as its instances are called. */
  readonly key: string
  /** The plug, whatever its instances are called now. */
  readonly plug: string
  readonly side: 'source' | 'destination'
  readonly mode: Mode
  /** The setting that names what hooks with `replace` make, and that everything is made with. */
  readonly url: string
}

/** Tenants that remember what hooks have made of them. */
export class TenantInMemory {
  /** `plug side hook`, and the setting that names it where its hook says `replace` → the setting that it was made with; in the order in which they were first made. */
  readonly things = new Map<string, string>()

  /** @returns what law was broken, if any */
  make({ plug, side, mode, url }: SidePlace, thing: string): string | undefined {
    this.things.set(thing, url)
    const first = firstSide(mode)
    return side === first || this.#holds({ plug, side: first }) ? undefined : `${thing} was set up before the ${first}`
  }

  /** What is named by another setting stays. @returns the side that goes first, where it stands still */
  take({ plug, side, mode, url }: SidePlace): SidePlace['side'] | undefined {
    for (const thing of this.things.keys()) {
      const [ofPlug, ofSide, , name = url] = thing.split(' ')
      if (ofPlug === plug && ofSide === side && name === url) this.things.delete(thing)
    }
    const other = side === 'source' ? 'destination' : 'source'
    return side === firstSide(mode) && this.#holds({ plug, side: other }) ? other : undefined
  }

  /** Somebody else changes all that hooks have made on an instance. */
  drift(instance: string): void {
    for (const thing of this.things.keys()) {
      const [plug = '', side] = thing.split(' ')
      const [source, destination] = plug.split('/')
      if ((side === 'source' ? source : destination) === instance) this.things.set(thing, 'by hand')
    }
  }

  #holds({ plug, side }: Pick<SidePlace, 'plug' | 'side'>): boolean {
    return [...this.things.keys()].some((thing) => thing.startsWith(`${plug} ${side} `))
  }
}

/** Set up first, torn down last. */
function firstSide(mode: Mode): SidePlace['side'] {
  return mode === 'push' ? 'destination' : 'source'
}
