import type { Project } from '@meshroom/model'

/** Commands whose topic is that of a plug that there is. */
const ofPlugs = new Set(['unplug', 'produce', 'watch', 'configure', 'plan', 'up', 'down'])

/** What the words of a `list` command look for. */
const searched: Readonly<Record<string, string>> = {
  'list:products': 'product',
  'list:integrations': 'product',
  'list:instances': 'instance',
  'list:plugs': 'instance',
}

/** Arguments and flags that take a product, or an instance of it. */
const betweenProducts: Readonly<Record<string, readonly string[]>> = {
  gaps: ['product', 'target'],
  route: ['source', 'destination'],
  graph: ['focus'],
}

/**
 * Names of a project that may stand for an argument of this name; none for arguments that are not names. Plugin packages have
 * theirs completed by calling their arguments the same.
 *
 * @param kind Name of an argument or of a flag.
 * @param command Id of the command, its words parted by `:`.
 */
export function projectNames(project: Project, kind: string, command: string): string[] {
  const both = command in betweenProducts ? betweenProducts[command] : undefined
  if (both?.includes(kind)) return sorted([...project.products.keys(), ...project.instances.keys()])
  switch (kind) {
    case 'search':
      return command in searched ? projectNames(project, searched[command] ?? '', command) : []
    case 'product':
    case 'target':
      return sorted(project.products.keys())
    case 'instance':
    case 'for':
    case 'source':
    case 'destination':
    case 'secret':
      return sorted(project.instances.keys())
    case 'owner':
      return ['both', ...sorted(project.instances.keys())]
    case 'topic':
      return sorted(topicsOf(project, command))
    default:
      return []
  }
}

function topicsOf({ products, plugs }: Project, command: string): string[] {
  if (ofPlugs.has(command)) return plugs.map(({ topic }) => topic)
  const declared = [...products.values()].flatMap(({ capabilities }) => capabilities.map(({ topic }) => topic))
  return declared.filter((topic) => topic !== undefined)
}

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : 1))
}
