import { isUtf8 } from 'node:buffer'
import { buffer } from 'node:stream/consumers'
import type { Mesh, Prompter } from '@meshroom/engine'
import { MeshroomError, suggestName } from '@meshroom/model'
import * as Flags from '@oclif/core/flags'
import { readInputFile } from '../../ask/read-input-file.ts'
import { instanceSettings, plugSettings } from '../../command/declared-settings.ts'
import { modeFlag } from '../../command/flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { parseExpiry } from '../../command/parse-expiry.ts'
import { present } from '../../command/present.ts'
import { refuseValueArgument } from '../../command/refuse-value-argument.ts'
import { secretUsage, secretWords } from '../../command/secret-words.ts'
import { findWritten, type SecretAddress } from '../../ports/find-secret.ts'

export default class SecretsSetCommand extends MeshroomCommand {
  static override summary = 'Keep a secret.'
  static override description =
    'Takes the value from standard input, all of it but a last line end; on a terminal it asks, and shows nothing of what is typed. --file keeps the exact bytes of a file. A value is never an argument: other users of the machine could read it.'
  static override usage = secretUsage('secrets set')
  static override examples = [
    '<%= config.bin %> <%= command.id %> mysekoia API_KEY',
    'printf %s "$API_KEY" | <%= config.bin %> <%= command.id %> mysekoia API_KEY --expires 90d',
    '<%= config.bin %> <%= command.id %> mysekoia CLIENT_CERTIFICATE --file client.p12',
  ]
  static override args = secretWords
  static override flags = {
    mode: modeFlag,
    file: Flags.string({ description: 'Take the value from a file, byte by byte.', helpValue: 'FILE' }),
    expires: Flags.string({
      description:
        'When it should be replaced: a day, or a number of days from now. It can be read after that, with a warning.',
      helpValue: 'YYYY-MM-DD|Nd',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsSetCommand)
    const { mesh, vault, prompter } = await this.enter(flags)
    const { mode, file } = flags
    refuseValueArgument(args.secret ?? [], mesh.project)
    const expires = flags.expires === undefined ? undefined : parseExpiry(flags.expires, new Date())
    const { name, owned } = await findWritten(args.secret ?? [], { project: mesh.project, vault, ...present({ mode }) })
    const near = owned && nearSecret(owned, mesh)
    if (near !== undefined) this.note(`No manifest declares ${owned?.key}: did you mean ${near}?`)
    const value = file === undefined ? await readValue(name, prompter) : textOrBytes(await readInputFile(file))
    const { changed } = await (await vault()).set([{ name, value, ...owned, ...present({ expires }) }])
    this.show(flags, { name, changed: changed.length > 0 }, () => [
      changed.length > 0 ? `kept ${name}` : `${name} has this value already`,
    ])
  }
}

/** A hook may ask for what no manifest declares; a slip is kept for nobody. */
function nearSecret({ owner, key }: NonNullable<SecretAddress['owned']>, mesh: Mesh): string | undefined {
  const declared =
    owner.kind === 'instance'
      ? instanceSettings(mesh, owner.instance)
      : plugSettings(mesh, [owner.source, owner.destination])
  const secrets = (declared ?? []).filter(({ secret }) => secret).map(({ name }) => name)
  return secrets.includes(key) ? undefined : suggestName(key, secrets)
}

async function readValue(name: string, prompter: Prompter): Promise<string | Uint8Array> {
  const value = process.stdin.isTTY
    ? String(await prompter.ask({ kind: 'secret', message: name, flag: 'standard input' }))
    : withoutLineEnd(textOrBytes(await buffer(process.stdin)))
  if (value.length > 0) return value
  throw new MeshroomError('SECRET_INPUT_MISSING', `no value for ${name} came on standard input`, {
    hint: `printf %s "$VALUE" | meshroom secrets set ${name}`,
  })
}

/** Bytes that are no text would not survive as one. */
function textOrBytes(bytes: Buffer): string | Uint8Array {
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : bytes
}

function withoutLineEnd(value: string | Uint8Array): string | Uint8Array {
  return typeof value === 'string' ? value.replace(/\r?\n$/, '') : value
}
