import { compareNames, findProjectRoot, loadProject } from '@meshroom/model'
import { Args, Command, Flags } from '@oclif/core'

/** @import { Project } from '@meshroom/model' */
/** @typedef {{ vendor: string, instances: string[] }} VendorRow */

export default class Inventory extends Command {
  static summary = 'Show the instances of the mesh by vendor.'
  static description = 'Reads the manifests of the project alone: no tenant is asked and no hook runs.'
  static examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> sekoia --json']
  static args = { vendor: Args.string({ description: 'Only this vendor.', ignoreStdin: true }) }
  static flags = {
    project: Flags.directory({
      char: 'C',
      description: 'Folder of the project.',
      env: 'MESHROOM_PROJECT',
      exists: true,
    }),
    json: Flags.boolean({ description: 'Print JSON for programs.' }),
  }

  async run() {
    const { args, flags } = await this.parse(Inventory)
    const root = await findProjectRoot(flags.project ?? process.cwd())
    if (root === undefined) this.error('This is no Meshroom project.', { exit: 2, suggestions: ['meshroom init PATH'] })
    const rows = inventoryOf(await loadProject(root)).filter(({ vendor }) => isAsked(vendor, args.vendor))
    if (flags.json) this.log(JSON.stringify(rows, null, 2))
    else for (const { vendor, instances } of rows) this.log(`${vendor}: ${instances.join(', ')}`)
  }
}

/**
 * Instances grouped by the vendor of their product, both sorted by name.
 *
 * @param {Project} project
 * @returns {VendorRow[]}
 */
function inventoryOf({ instances, products }) {
  const byVendor = Map.groupBy(instances.values(), ({ product }) => products.get(product)?.vendor ?? 'unknown vendor')
  return [...byVendor]
    .map(([vendor, list]) => ({ vendor, instances: list.map(({ name }) => name).sort(compareNames) }))
    .sort((a, b) => compareNames(a.vendor, b.vendor))
}

/**
 * @param {string} vendor
 * @param {string | undefined} asked
 */
function isAsked(vendor, asked) {
  return asked === undefined || vendor.toLowerCase() === asked.toLowerCase()
}
