import { type ComposedGraph, composeGraph, describePage, type Mesh } from '@meshroom/engine'
import { renderMermaid } from '@meshroom/graph'
import { MeshroomError } from '@meshroom/model'
import * as Flags from '@oclif/core/flags'
import { optional } from '../command/arguments.ts'
import { topicFlag } from '../command/flags.ts'
import { MeshroomCommand } from '../command/meshroom-command.ts'
import { nearestName } from '../command/nearest-name.ts'
import { openFile } from '../command/open-file.ts'
import { type WrittenPicture, writePicture } from '../command/write-picture.ts'

const formats = ['mermaid', 'dot', 'svg', 'json', 'graphml', 'html'] as const

export default class GraphCommand extends MeshroomCommand {
  static override summary = 'Draw the mesh, or what products can exchange.'
  static override description =
    'Draws the mesh, instances and the plugs between them, or with --capabilities what products can exchange; with a focus only what is around it. As Mermaid text for Markdown, as DOT, SVG, JSON or GraphML, or as a page (html) that searches, filters and explores all of it: one file that needs no network and holds no setting and no secret.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> myedr',
    '<%= config.bin %> <%= command.id %> --capabilities --topic alerts --format svg --out alerts.svg',
    '<%= config.bin %> <%= command.id %> --format html --open',
  ]
  static override args = { focus: optional('Only what is around this product or instance; the same as --focus.') }
  static override flags = {
    mesh: Flags.boolean({ description: 'Instances and plugs.', exclusive: ['capabilities'] }),
    capabilities: Flags.boolean({ description: 'What all products can exchange.' }),
    focus: Flags.string({ description: 'Only what is around this product or instance.', helpValue: 'NAME' }),
    depth: Flags.integer({ description: 'How many steps from the focus.', min: 1, helpValue: 'N' }),
    topic: topicFlag,
    limit: Flags.integer({ description: 'Most products to draw; the best connected first.', min: 1, helpValue: 'N' }),
    format: Flags.option({ description: 'What to draw it as.', options: formats, default: 'mermaid' as const })(),
    out: Flags.string({ description: 'Write it to this file, relative to where you are.', helpValue: 'FILE' }),
    open: Flags.boolean({ description: 'Show it: written to .meshroom/ unless --out names a file, and opened.' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(GraphCommand)
    const { mesh } = await this.enter(flags)
    const of = flags.mesh ? 'mesh' : flags.capabilities ? 'capabilities' : undefined
    const graph = await composeGraph(mesh, { of, focus: focusOf(args.focus, flags.focus) })
    refuseUnknownTopic(graph, mesh, flags.topic)
    const text = await draw(mesh, graph, flags)
    const written = await writePicture(text, { root: mesh.root, ...flags })
    const json = flags.json ? { ...(await describe(graph, flags)), ...(written && { file: written.file }) } : undefined
    this.show(flags, json, () => (written ? sayWritten(written) : text.trimEnd().split('\n')))
    if (!flags.json) for (const line of warnAbout(graph, text, flags)) this.note(line)
    if (flags.open && written?.isKept && !(await openFile(written.file)))
      this.note(`Nothing here opens it: ${written.file}`)
  }
}

/** Nothing may follow the picture where it went down a pipe, which standard output may be itself. */
function sayWritten({ file, isKept }: WrittenPicture): string[] {
  return isKept ? [`wrote ${file}`] : []
}

/** More lines of DOT than this take Graphviz minutes, and nobody sees anything in what it draws. */
const mostLines = 3000

/** What is odd about a picture: that there is nothing in it, or too much. */
function warnAbout(graph: ComposedGraph, text: string, { topic, format }: DrawFlags): string[] {
  if (isEmpty(graph)) return ['The mesh has no instance yet.\n  try: meshroom graph --capabilities']
  if (topic !== undefined && graph.of === 'mesh' && !graph.input.plugs.some((plug) => plug.topic === topic))
    return [`No plug carries ${topic}.\n  try: meshroom graph --capabilities --topic ${topic}`]
  const lines = format === 'dot' ? text.split('\n').length : 0
  return lines > mostLines
    ? [`${lines} lines are more than Graphviz lays out well.\n  try: --focus NAME, --topic TOPIC or --limit N`]
    : []
}

/** A slip in a topic would draw nothing; one that a product has, and no plug, is no slip. */
function refuseUnknownTopic({ of, input }: ComposedGraph, { project }: Mesh, topic: string | undefined): void {
  if (topic === undefined) return
  const declared = [...project.products.values()].flatMap(({ capabilities }) =>
    capabilities.flatMap((each) => each.topic ?? []),
  )
  const known = new Set([...declared, ...(of === 'mesh' ? input.plugs.map((plug) => plug.topic) : [])])
  if (known.has(topic)) return
  const near = nearestName(topic, known)
  throw new MeshroomError('TOPIC_UNKNOWN', `no product and no plug has the topic "${topic}"`, {
    hint: near === undefined ? 'meshroom graph --capabilities' : `did you mean "${near}"?`,
    data: { topic },
  })
}

function isEmpty({ input }: ComposedGraph): boolean {
  return 'instances' in input && input.instances.length === 0 && input.plugs.length === 0
}

interface DrawFlags {
  readonly depth: number | undefined
  readonly topic: string | undefined
  readonly limit: number | undefined
  readonly format: (typeof formats)[number]
}

function focusOf(argument: string | undefined, flag: string | undefined): string | undefined {
  if (argument === undefined || flag === undefined || argument === flag) return argument ?? flag
  throw new MeshroomError('USAGE', `there are two focuses, ${argument} and ${flag}`, { hint: 'name one of them' })
}

/** Whatever draws more than text is loaded only for that. */
async function draw(mesh: Mesh, graph: ComposedGraph, flags: DrawFlags): Promise<string> {
  const { depth, topic, limit, format } = flags
  const { of, input, focus } = graph
  const options = { focus, depth, topic, limit }
  if (format === 'mermaid') return drawMermaid(graph, options)
  const render = await import('@meshroom/graph/render')
  if (format === 'html') return render.renderPage({ ...(await describePage(mesh)), view: { of, focus, depth, topic } })
  const renderers = {
    dot: render.renderDot,
    svg: render.renderSvg,
    json: render.renderJson,
    graphml: render.renderGraphml,
  }
  return renderers[format](input, options)
}

function drawMermaid({ of, input }: ComposedGraph, options: Parameters<typeof renderMermaid>[1]): string {
  return of === 'mesh' ? renderMermaid(input, options) : renderMermaid(input, options)
}

async function describe(graph: ComposedGraph, { depth, topic, limit }: DrawFlags) {
  const { composePicture } = await import('@meshroom/graph/render')
  const options = { focus: graph.focus, depth, topic, limit }
  return { mermaid: drawMermaid(graph, options), picture: composePicture(graph.input, options) }
}
