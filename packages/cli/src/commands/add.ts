import { addInstance, type Mesh } from '@meshroom/engine'
import { MeshroomError, type Setting } from '@meshroom/model'
import { readSecrets } from '../ask/read-secrets.ts'
import { optional, required } from '../command/arguments.ts'
import { configFlag, secretFlag } from '../command/flags.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { nearestName } from '../command/nearest-name.ts'
import { parseAssignments } from '../command/parse-assignments.ts'
import { present } from '../command/present.ts'
import { refuseSecrets } from '../command/refuse-secrets.ts'
import { drawConfigured } from '../draw/draw-configured.ts'

export default class AddCommand extends MeshroomCommand {
  static override summary = 'Add an instance to the mesh: a tenant of a product.'
  static override description =
    "Writes its settings to instances/PRODUCT/NAME/config.yaml and its secrets to secrets.gpg. Settings are checked against the product's before anything is written; what is missing is asked for. Nothing is sent to the tenant."
  static override examples = [
    '<%= config.bin %> <%= command.id %> sekoia mysekoia',
    '<%= config.bin %> <%= command.id %> myedr -c some_setting=whatever',
    'printf \'%s\\n\' "$API_KEY" | <%= config.bin %> <%= command.id %> myedr -s API_KEY',
  ]
  static override args = {
    product: required('The product that it is a tenant of.'),
    name: optional('Name of the instance; the name of the product where left out.'),
  }
  static override flags = { config: configFlag, secret: secretFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AddCommand)
    const settings = parseAssignments(flags.config, '-c')
    const { mesh, prompter } = await this.enter(flags)
    refuseSecrets(flags.secret, settingsOf(mesh, args.product))
    const secrets = await readSecrets(flags.secret, { prompter, input: process.stdin })
    const { product, name } = args
    const added = await addInstance(mesh, { product, ...present({ name }), settings, secrets })
    this.show(flags, added, () => [`added ${added.name}, an instance of ${product}`, ...drawConfigured(added)])
  }
}

/** @throws MeshroomError `PRODUCT_UNKNOWN` */
function settingsOf({ project: { products } }: Mesh, name: string): readonly Setting[] {
  const product = products.get(name)
  if (product !== undefined) return product.settings
  const near = nearestName(name, products.keys())
  throw new MeshroomError('PRODUCT_UNKNOWN', `there is no product "${name}"`, {
    hint: near === undefined ? `meshroom list products, or meshroom create product ${name}` : `did you mean "${near}"?`,
    data: { name, suggestions: near === undefined ? [] : [near] },
  })
}
