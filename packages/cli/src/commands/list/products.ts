import { listProducts, type ProductRow } from '@meshroom/engine'
import { words } from '../../command/arguments.ts'
import { ListCommand, listFlags } from '../../command/list-command.ts'

export default class ListProductsCommand extends ListCommand {
  static override summary = 'List the products of the project.'
  static override description =
    'Shows each product with its vendor and how much it can exchange. With words, only products that have all of them in their name, vendor or tags.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> mye',
    '<%= config.bin %> <%= command.id %> --json',
  ]
  static override args = { search: words('Words to look for.') }
  static override flags = listFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ListProductsCommand)
    const workplace = await this.enterQuietly(flags)
    const rows = await listProducts(workplace.mesh, { search: args.search ?? [] })
    this.showListing(workplace, { flags, rows, table: productTable, none: 'No product.' })
  }
}

function productTable(rows: readonly ProductRow[]) {
  return {
    spare: ['integrations', 'capabilities', 'instances', 'vendor'],
    head: ['product', 'vendor', 'capabilities', 'integrations', 'instances'],
    rows: rows.map((row) => [
      row.name,
      row.vendor ?? '',
      String(row.capabilities.length),
      String(row.integrations),
      row.instances.join(', '),
    ]),
  }
}
