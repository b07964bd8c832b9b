import type { NetAsker } from './net-asker.ts'
import { toBase64, type WirePiece } from './pieces.ts'

type Handler = ((event: Event) => void) | null
type Data = string | ArrayBufferLike | ArrayBufferView | Blob

const KINDS = ['open', 'message', 'error', 'close'] as const

/** A `WebSocket` as browsers and Node have it, whose connection the engine holds. */
export function brokeredWebSocket(net: NetAsker): typeof WebSocket {
  class BrokeredWebSocket extends EventTarget {
    static readonly CONNECTING = 0
    static readonly OPEN = 1
    static readonly CLOSING = 2
    static readonly CLOSED = 3
    readonly CONNECTING = 0
    readonly OPEN = 1
    readonly CLOSING = 2
    readonly CLOSED = 3
    readonly url: string
    readonly extensions = ''
    protocol = ''
    binaryType: 'blob' | 'arraybuffer' = 'blob'
    bufferedAmount = 0
    readyState = 0
    readonly #stream = net.newStream()
    readonly #handlers: Partial<Record<(typeof KINDS)[number], Handler>> = {}
    /** Messages go out in the order they were given, one at a time. */
    #sending: Promise<unknown> = Promise.resolve()

    constructor(url: string | URL, options?: unknown) {
      super()
      this.url = new URL(url).href
      for (const kind of KINDS) this.addEventListener(kind, (event) => this.#handlers[kind]?.(event))
      void this.#run(readOptions(options))
    }

    get onopen(): Handler {
      return this.#handlers.open ?? null
    }
    set onopen(handler: Handler) {
      this.#handlers.open = handler
    }
    get onmessage(): Handler {
      return this.#handlers.message ?? null
    }
    set onmessage(handler: Handler) {
      this.#handlers.message = handler
    }
    get onerror(): Handler {
      return this.#handlers.error ?? null
    }
    set onerror(handler: Handler) {
      this.#handlers.error = handler
    }
    get onclose(): Handler {
      return this.#handlers.close ?? null
    }
    set onclose(handler: Handler) {
      this.#handlers.close = handler
    }

    send(data: Data): void {
      if (this.readyState === 0) throw new DOMException('the WebSocket is not open yet', 'InvalidStateError')
      if (this.readyState !== 1) return
      const size = sizeOf(data)
      this.bufferedAmount += size
      const piece = wirePieceOf(data)
      const sent = this.#sending.then(async () => net.ask('net.write', { stream: this.#stream, ...(await piece) }))
      this.#sending = sent.then(
        () => {
          this.bufferedAmount -= size
        },
        (error: unknown) => this.#fail(error),
      )
    }

    close(): void {
      if (this.readyState >= 2) return
      this.readyState = 2
      void this.#sending.then(() => net.ask('net.end', { stream: this.#stream })).catch(() => {})
    }

    async #run(args: object): Promise<void> {
      try {
        const { protocol } = await net.ask<{ protocol: string }>('net.webSocket', {
          stream: this.#stream,
          url: this.url,
          ...args,
        })
        if (this.readyState === 0) this.#open(protocol)
        await this.#receive()
        this.#over(true)
      } catch (error) {
        this.#fail(error)
      }
    }

    #open(protocol: string): void {
      this.protocol = protocol
      this.readyState = 1
      this.dispatchEvent(new Event('open'))
    }

    async #receive(): Promise<void> {
      for (;;) {
        const piece = await net.ask<WirePiece>('net.read', { stream: this.#stream })
        if (piece === null) return
        if (this.readyState === 1) this.dispatchEvent(new MessageEvent('message', { data: this.#dataOf(piece) }))
      }
    }

    #dataOf(piece: NonNullable<WirePiece>): string | ArrayBuffer | Blob {
      if ('text' in piece) return piece.text
      const bytes = new Uint8Array(Buffer.from(piece.bytes, 'base64'))
      return this.binaryType === 'blob' ? new Blob([bytes]) : bytes.buffer
    }

    #fail(error: unknown): void {
      if (this.readyState === 3) return
      const event = new Event('error')
      Object.defineProperties(event, { error: { value: error }, message: { value: String(error) } })
      this.dispatchEvent(event)
      this.#over(false)
    }

    #over(wasClean: boolean): void {
      if (this.readyState === 3) return
      this.readyState = 3
      net.close(this.#stream)
      const event = new Event('close')
      Object.defineProperties(event, {
        wasClean: { value: wasClean },
        code: { value: wasClean ? 1000 : 1006 },
        reason: { value: '' },
      })
      this.dispatchEvent(event)
    }
  }
  return BrokeredWebSocket as unknown as typeof WebSocket
}

/** As Node takes them: protocols, or `{ protocols, headers }`. */
function readOptions(options: unknown): object {
  if (typeof options === 'string') return { protocols: [options] }
  if (Array.isArray(options)) return { protocols: options.map(String) }
  if (typeof options !== 'object' || options === null) return {}
  const { protocols, headers } = options as {
    protocols?: string | string[]
    headers?: ConstructorParameters<typeof Headers>[0]
  }
  return {
    ...(protocols !== undefined && { protocols: [protocols].flat() }),
    ...(headers !== undefined && { headers: Object.fromEntries(new Headers(headers)) }),
  }
}

function sizeOf(data: Data): number {
  if (typeof data === 'string') return Buffer.byteLength(data)
  return data instanceof Blob ? data.size : data.byteLength
}

async function wirePieceOf(data: Data): Promise<{ text: string } | { bytes: string }> {
  if (typeof data === 'string') return { text: data }
  if (data instanceof Blob) return { bytes: toBase64(new Uint8Array(await data.arrayBuffer())) }
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data)
  return { bytes: toBase64(bytes.slice()) }
}
