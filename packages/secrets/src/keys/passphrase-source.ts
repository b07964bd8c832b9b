import { read } from 'node:fs'
import { promisify } from 'node:util'
import { SecretsError } from '../secrets-error.ts'
import type { PassphraseRequest, PassphraseSource } from '../vault.ts'

/** Where {@link passphraseFrom} looks. */
export interface PassphraseOptions {
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Asks the person; leave it out where there is no terminal. */
  readonly prompt?: (request: PassphraseRequest) => Promise<string | undefined>
}

/**
 * The usual order: `MESHROOM_PASSPHRASE_FD` (a number of an open descriptor; its first line), `MESHROOM_PASSPHRASE`,
 * the prompt, nothing. A variable that is set but empty is an empty passphrase, on purpose: a key made with it is
 * protected by the permissions of its file alone.
 *
 * @example
 * openVault({ file: 'secrets.gpg', passphrase: passphraseFrom({ prompt: askOnTerminal }) })
 */
export function passphraseFrom({ env = process.env, prompt }: PassphraseOptions = {}): PassphraseSource {
  const descriptor = env.MESHROOM_PASSPHRASE_FD
  const variable = env.MESHROOM_PASSPHRASE
  if (descriptor !== undefined && descriptor !== '') return fixedSource(readDescriptorOnce(descriptor))
  if (variable !== undefined) return fixedSource(async () => variable)
  if (prompt !== undefined) return { interactive: true, ask: prompt }
  return { interactive: false, ask: async () => undefined }
}

function fixedSource(get: () => Promise<string>): PassphraseSource {
  return { interactive: false, ask: get }
}

/** A descriptor can be read only once, whoever asks. */
function readDescriptorOnce(text: string): () => Promise<string> {
  let line: Promise<string> | undefined
  return () => {
    line ??= readLine(text)
    return line
  }
}

async function readLine(text: string): Promise<string> {
  const descriptor = /^\d{1,9}$/.test(text) ? Number(text) : -1
  try {
    return await readFirstLine(descriptor)
  } catch (cause) {
    throw new SecretsError('PASSPHRASE_REQUIRED', `MESHROOM_PASSPHRASE_FD is ${text}, and nothing can be read there`, {
      hint: 'open the descriptor for the command, as in: MESHROOM_PASSPHRASE_FD=3 meshroom … 3<file',
      cause,
    })
  }
}

/** Up to the first line feed or the end; whoever holds the other end open makes nobody wait. */
async function readFirstLine(descriptor: number): Promise<string> {
  const readBytes = promisify(read)
  const byte = Buffer.alloc(1)
  const line: number[] = []
  for (;;) {
    const { bytesRead } = await readBytes(descriptor, byte, 0, 1, null)
    if (bytesRead === 0 || byte[0] === 10) break
    line.push(byte[0] ?? 0)
  }
  if (line.at(-1) === 13) line.pop()
  return Buffer.from(line).toString('utf8')
}
