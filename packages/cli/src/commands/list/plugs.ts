import { listPlugs, type PlugRow } from '@meshroom/engine'
import { words } from '../../command/arguments.ts'
import { ListCommand, listFlags } from '../../command/list-command.ts'

export default class ListPlugsCommand extends ListCommand {
  static override summary = 'List the plugs of the mesh, and which of them are up.'
  static override description =
    'Shows what flows from which instance to which, and whether it has been set up (up), in part (partial), or not (down); unknown where what is recorded cannot be read.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> mysekoia']
  static override args = { search: words('Words to look for in names of instances and topics.') }
  static override flags = listFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ListPlugsCommand)
    const workplace = await this.enterQuietly(flags)
    const rows = await listPlugs(workplace.mesh, { search: args.search ?? [] })
    this.showListing(workplace, { flags, rows, table: plugTable, none: 'No plug.' })
  }
}

function plugTable(rows: readonly PlugRow[]) {
  return {
    spare: ['format', 'mode', 'status'],
    head: ['source', 'destination', 'topic', 'mode', 'format', 'status'],
    rows: rows.map((row) => [row.source, row.destination, row.topic, row.mode, row.format ?? '', row.status]),
  }
}
