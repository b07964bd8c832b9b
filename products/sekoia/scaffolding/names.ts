/** The names that one thing has in the languages of a scaffold. */
export interface ScaffoldNames extends Readonly<Record<string, string>> {
  /** For people: `myedr`. */
  readonly title: string
  /** In the catalogue: `myedr-search-threat`. */
  readonly slug: string
  /** The Python package: `myedr_search_threat_module`. */
  readonly package: string
  /** What the platform starts: `search_threat`. */
  readonly command: string
  /** The topic as a Python name. */
  readonly python_topic: string
  /** `SearchThreat`. */
  readonly class_name: string
  /** `Search threat`. */
  readonly action_title: string
}

/** Derives every name of a scaffold from the third party and the topic; all are valid where they stand, whatever characters these have. */
export function scaffoldNames(target: string, topic: string): ScaffoldNames {
  const words = wordsOf(topic)
  const python_topic = pythonName(words.join('_'))
  return {
    title: target.replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim(),
    slug: [...wordsOf(target), ...words].join('-'),
    package: pythonName(`${[...wordsOf(target), ...words].join('_')}_module`),
    command: words.join('_'),
    python_topic,
    class_name: pythonName(words.map(capital).join('')),
    action_title: capital(words.join(' ')),
  }
}

function wordsOf(text: string): string[] {
  const words = text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  return words.length > 0 ? words : ['custom']
}

/** A name must not begin with a digit. */
function pythonName(name: string): string {
  return /^\d/.test(name) ? `a${name}` : name
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
