import { type IntegrationRow, listIntegrations, type Mesh } from '@meshroom/engine'
import { words } from '../../command/arguments.ts'
import { modeFlag, roleFlag, topicFlag } from '../../command/flags.ts'
import { ListCommand, listFlags } from '../../command/list-command.ts'
import { nearestName } from '../../command/nearest-name.ts'
import { writeNote } from '../../command/output.ts'
import { present } from '../../command/present.ts'
import { cleanLine } from '../../draw/clean-text.ts'

export default class ListIntegrationsCommand extends ListCommand {
  static override summary = 'List the integrations between products.'
  static override description =
    'Shows what each product has for its end of an integration, and who sets it up: the product itself (self), one of the two for both (both), or nobody yet (none). The first word narrows to a product, the second to its target.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> myedr',
    '<%= config.bin %> <%= command.id %> sekoia myedr',
    '<%= config.bin %> <%= command.id %> sekoia myedr --topic search_threat --role trigger --mode push',
  ]
  static override args = { search: words('A product, then the product it integrates with.') }
  static override flags = { ...listFlags, topic: topicFlag, role: roleFlag, mode: modeFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ListIntegrationsCommand)
    const workplace = await this.enterQuietly(flags)
    const { topic, role, mode } = flags
    const search = args.search ?? []
    const rows = await listIntegrations(workplace.mesh, {
      search,
      ...present({ topic, role, mode }),
    })
    this.showListing(workplace, { flags, rows, table: integrationTable, none: 'No integration.' })
    if (rows.length === 0) sayUnknown(search, workplace.mesh).forEach(writeNote)
  }
}

function integrationTable(rows: readonly IntegrationRow[]) {
  return {
    spare: ['format', 'setup', 'mode', 'role'],
    head: ['product', 'target', 'topic', 'role', 'mode', 'format', 'setup'],
    rows: rows.map((row) => [
      row.product,
      row.target,
      row.topic ?? '',
      row.role,
      row.mode,
      row.format ?? '',
      row.generic ? `${row.setup} (generic)` : row.setup,
    ]),
  }
}

/** An empty list is no error, but a slip in a name would look like one. */
function sayUnknown(search: readonly string[], { project }: Mesh): string[] {
  const known = [...project.products.keys()]
  return search
    .filter((word) => !known.includes(word))
    .map((word) => {
      const near = nearestName(word, known)
      return `No product is named "${cleanLine(word)}"${near === undefined ? '.' : `; did you mean "${near}"?`}`
    })
}
