import { ensureTrusted, listTrust, ownProduct, revokeTrust, type TrustRow } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import * as Flags from '@oclif/core/flags'
import { optional } from '../command/arguments.ts'
import { MeshroomCommand, type Workplace } from '../command/meshroom-command.ts'
import { drawTrustRows } from '../draw/draw-trust-rows.ts'

export default class TrustCommand extends MeshroomCommand {
  static override summary = 'Say whose code may run in this project.'
  static override description =
    "Shows what the code of a product asks for, and asks whether it may run; without a product, of every one that has code. The yes is yours and this working tree's; meshroom.lock pins it for the team. A change of code or permissions asks again."
  static override examples = [
    '<%= config.bin %> <%= command.id %> sekoia',
    '<%= config.bin %> <%= command.id %> sekoia --yes',
    '<%= config.bin %> <%= command.id %> --list',
    '<%= config.bin %> <%= command.id %> sekoia --revoke',
  ]
  static override args = { product: optional('The product; every one where it is left out.') }
  static override flags = {
    list: Flags.boolean({ description: 'Show what is trusted, and ask nothing.', exclusive: ['revoke', 'own'] }),
    own: Flags.boolean({
      description: 'It is yours: edits of this working tree do not ask again; what comes with others’ commits does.',
      exclusive: ['revoke'],
    }),
    revoke: Flags.boolean({ description: 'Take trust back, out of meshroom.lock too.' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TrustCommand)
    const workplace = await this.enter(flags, { agreesToTrust: true })
    const names = args.product === undefined ? undefined : [args.product]
    if (flags.revoke) await this.#revoke(workplace, names)
    else if (!flags.list) await this.#trust(workplace, { names, own: flags.own })
    const rows =
      flags.revoke && isGone(workplace, args.product)
        ? []
        : await this.#list(workplace, { names, revoked: flags.revoke })
    this.show(flags, rows, () => (rows.length === 0 ? [] : this.table(drawTrustRows(rows))))
    for (const { product, changedPackages = [] } of rows)
      if (changedPackages.length > 0)
        this.note(
          `${product} has other packages than its code last ran with: ${changedPackages.join(', ')}. The plan does not look at them.`,
        )
    if (rows.length === 0 && !flags.json && !flags.revoke) this.note('No code that would have to be trusted.')
  }

  async #trust(
    { mesh }: Workplace,
    { names, own }: { names: readonly string[] | undefined; own: boolean },
  ): Promise<void> {
    await ensureTrusted(mesh, names)
    if (!own) return
    for (const [name, product] of mesh.project.products) {
      if (names === undefined || names.includes(name)) await ownProduct(mesh, product)
    }
  }

  /** Taking trust back has said already that the lock file cannot be read. */
  async #list(
    { mesh }: Workplace,
    { names, revoked }: { names: readonly string[] | undefined; revoked: boolean },
  ): Promise<readonly TrustRow[]> {
    return listTrust(mesh, names).catch((error: unknown) => {
      if (revoked && error instanceof MeshroomError && error.code === 'LOCK_FILE_INVALID') return []
      throw error
    })
  }

  async #revoke({ mesh }: Workplace, names: readonly string[] | undefined): Promise<void> {
    for (const name of names ?? mesh.project.products.keys()) {
      const wasTrusted = await revokeTrust(mesh, name)
      if (!wasTrusted && isGone({ mesh }, name)) throw neverTrusted(name)
    }
  }
}

/** Trust in a product that was removed can be taken back too. */
function isGone({ mesh }: Pick<Workplace, 'mesh'>, product: string | undefined): boolean {
  return product !== undefined && !mesh.project.products.has(product)
}

function neverTrusted(product: string): MeshroomError {
  return new MeshroomError(
    'PRODUCT_UNKNOWN',
    `there is no product "${product}", and none of that name was trusted here`,
    {
      hint: 'meshroom trust --list',
    },
  )
}
