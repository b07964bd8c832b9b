import type { CatalogueAction, CatalogueModule } from './catalogue.ts'

/**
 * Names the topic of each action of a module: its file's name without the module's own name before it, so that equal actions of two vendors
 * have equal topics. Never empty, never beginning with a dash, and each once within the module.
 *
 * @example
 * nameTopics(harfanglab) // action_harfanglab_endpoint_agent_isolation.json → 'endpoint_agent_isolation'
 */
export function nameTopics(module: CatalogueModule): ReadonlyMap<CatalogueAction, string> {
  const topics = new Map<CatalogueAction, string>()
  const taken = new Set<string>()
  for (const action of module.actions) {
    const full = topicName(action.stem) || topicName(action.name) || `action_${action.uuid.slice(0, 8)}`
    const candidates = [withoutModule(full, module), full, `${full}_${action.uuid.slice(0, 8)}`]
    const topic = candidates.find((candidate) => candidate !== '' && !taken.has(candidate)) ?? action.uuid
    taken.add(topic)
    topics.set(action, topic)
  }
  return topics
}

/** Small letters, digits and single underscores between them. */
function topicName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
}

/** Cuts the module's name off, however many separators the file's name has in it; empty when nothing would be left. */
function withoutModule(topic: string, module: CatalogueModule): string {
  const names = [module.slug, module.folder, module.name].map((name) => topicName(name).replaceAll('_', ''))
  const words = topic.split('_')
  const heads = words.map((_, index) => words.slice(0, index + 1).join(''))
  const cut = heads.findLastIndex((head) => names.includes(head))
  return words.slice(cut + 1).join('_')
}
