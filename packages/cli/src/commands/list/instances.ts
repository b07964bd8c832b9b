import { type InstanceRow, listInstances } from '@meshroom/engine'
import { words } from '../../command/arguments.ts'
import { ListCommand, listFlags } from '../../command/list-command.ts'

export default class ListInstancesCommand extends ListCommand {
  static override summary = 'List the instances of the mesh.'
  static override description = 'Shows each tenant with its product and the number of its plugs.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> mysekoia']
  static override args = { search: words('Words to look for in names of instances and products.') }
  static override flags = listFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ListInstancesCommand)
    const workplace = await this.enterQuietly(flags)
    const rows = await listInstances(workplace.mesh, { search: args.search ?? [] })
    this.showListing(workplace, { flags, rows, table: instanceTable, none: 'No instance.' })
  }
}

function instanceTable(rows: readonly InstanceRow[]) {
  return {
    spare: ['plugs', 'product'],
    head: ['instance', 'product', 'plugs'],
    rows: rows.map((row) => [row.name, row.product, String(row.plugs)]),
  }
}
