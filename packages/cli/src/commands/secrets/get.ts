import { MeshroomError } from '@meshroom/model'
import type { Side, Vault } from '@meshroom/secrets'
import * as Flags from '@oclif/core/flags'
import { modeFlag } from '../../command/flags.ts'
import { MeshroomCommand } from '../../command/meshroom-command.ts'
import { writeBytes } from '../../command/output.ts'
import { present } from '../../command/present.ts'
import { dueNotes } from '../../command/secret-due.ts'
import { secretUnknown } from '../../command/secret-unknown.ts'
import { secretUsage, secretWords } from '../../command/secret-words.ts'
import { writeOutputFile } from '../../command/write-output-file.ts'
import { findListed, type SecretAddress } from '../../ports/find-secret.ts'

export default class SecretsGetCommand extends MeshroomCommand {
  static override summary = 'Print the value of a secret.'
  static override description =
    'The value and a line end, nothing else, so that it can be piped on; the bytes as they are where they are no text. Warns when it is a terminal that it is printed on.'
  static override usage = secretUsage('secrets get')
  static override examples = [
    '<%= config.bin %> <%= command.id %> mysekoia API_KEY',
    '<%= config.bin %> <%= command.id %> sekoia_mysekoia_API_KEY',
    '<%= config.bin %> <%= command.id %> mysekoia CLIENT_CERTIFICATE --output client.p12',
  ]
  static override args = secretWords
  static override flags = {
    mode: modeFlag,
    ours: Flags.boolean({
      description:
        'Of a secret in conflict, the value that your branch had; in a rebase, that of the branch rebased onto.',
      exclusive: ['theirs'],
    }),
    theirs: Flags.boolean({
      description: 'Of a secret in conflict, the value that was merged; in a rebase, that of your own commits.',
      exclusive: ['ours'],
    }),
    output: Flags.string({
      description: 'Write the exact bytes to this file, which only you can read.',
      helpValue: 'FILE',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SecretsGetCommand)
    const { mesh, vault: open } = await this.enter(flags)
    const { mode, output } = flags
    const address = findListed(args.secret ?? [], { project: mesh.project, ...present({ mode }) })
    const vault = await open()
    const side = flags.ours ? 'ours' : flags.theirs ? 'theirs' : undefined
    const secret = await (side ? readSide(vault, address.name, side) : read(vault, address))
    if (output !== undefined) await writeOutputFile(output, bytesOf(secret), { isPrivate: true })
    if (flags.json) this.show(flags, { ...secret, ...present({ output }) }, () => [])
    else if (output === undefined) this.#print(secret)
    for (const note of side ? [] : await dueNotes(vault, [address.name])) this.note(note)
  }

  #print(secret: Secret): void {
    const isTerminal = process.stdout.isTTY === true
    if (secret.binary && !isTerminal) writeBytes(bytesOf(secret))
    else writeBytes(Buffer.from(`${secret.value}\n`))
    if (secret.binary && isTerminal) this.note('These are bytes, in base64; --output FILE writes them.')
    if (isTerminal) this.note(`warning: ${secret.name} is on your screen now, and in its scrollback`)
  }
}

interface Secret {
  readonly name: string
  /** Base64 of what is no text. */
  readonly value: string
  readonly binary?: true
}

async function read(vault: Vault, { name, owned }: SecretAddress): Promise<Secret> {
  const value = owned ? await vault.getFor(owned.owner, owned.key) : await vault.get(name)
  if (value === undefined) throw await secretUnknown(name, vault)
  const isBinary = (await vault.list()).some((entry) => entry.name === name && entry.binary)
  return { name, value, ...(isBinary && { binary: true }) }
}

/** @throws MeshroomError `SECRET_REMOVED` where that side has no value */
async function readSide(vault: Vault, name: string, side: Side): Promise<Secret> {
  const value = await vault.getSide(name, side)
  const sides = (await vault.list()).find((entry) => entry.name === name)?.conflict
  if (value !== undefined) return { name, value, ...(sides?.[side].binary && { binary: true }) }
  throw new MeshroomError('SECRET_REMOVED', `--${side} has no value of "${name}": it was removed there`, {
    hint: `meshroom secrets resolve ${name} --${side} removes it`,
  })
}

function bytesOf({ value, binary }: Secret): Buffer {
  return Buffer.from(value, binary ? 'base64' : 'utf8')
}
