import { listPlugs, type Mesh } from '@meshroom/engine'
import { buildCapabilityGraph, renderMermaid, toCapabilityData } from '@meshroom/graph'
import * as Flags from '@oclif/core/flags'
import { optional } from '../command/arguments.ts'
import { topicFlag } from '../command/flags.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { present } from '../command/present.ts'

export default class GraphCommand extends MeshroomCommand {
  static override summary = 'Draw the mesh, or what products can exchange, as a Mermaid flowchart.'
  static override description =
    'Without a product it draws the mesh: instances and the plugs between them. With one it draws what this product can exchange with others. Paste it into a Markdown file, or into any viewer of Mermaid.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> myedr',
    '<%= config.bin %> <%= command.id %> --capabilities --topic alerts',
  ]
  static override args = { product: optional('Only what is around this product.') }
  static override flags = {
    capabilities: Flags.boolean({ description: 'What all products can exchange.' }),
    topic: topicFlag,
    depth: Flags.integer({ description: 'How many steps from the product.', min: 1, helpValue: 'N' }),
    limit: Flags.integer({ description: 'Most products to draw; the best connected first.', min: 1, helpValue: 'N' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(GraphCommand)
    const { mesh } = await this.enter(flags)
    const { topic, depth, limit } = flags
    const ofCapabilities = args.product !== undefined || flags.capabilities
    const mermaid = ofCapabilities
      ? renderMermaid(capabilityGraph(mesh), present({ focus: args.product, topic, depth, limit }))
      : await drawMesh(mesh)
    this.show(flags, { mermaid }, () => mermaid.trimEnd().split('\n'))
  }
}

function capabilityGraph({ project }: Mesh) {
  return buildCapabilityGraph(
    [...project.products.values()].map(({ name, capabilities }) => ({
      name,
      capabilities: capabilities.map(toCapabilityData),
    })),
  )
}

async function drawMesh(mesh: Mesh): Promise<string> {
  const instances = [...mesh.project.instances.values()].map(({ name, product }) => ({ name, product }))
  return renderMermaid({ instances, plugs: await listPlugs(mesh, {}) })
}
