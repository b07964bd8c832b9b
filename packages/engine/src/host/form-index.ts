import { shortestSecret } from './secret-forms.ts'

/** Finds forms of secrets in texts, however many and however long they are. A form has at least {@link shortestSecret} characters. */
export interface FormIndex {
  add(form: string): void
  /** The first form that begins at `from` or behind it: the longest, where several begin there. */
  next(text: string, from: number): FoundForm | undefined
  /** Where the longest end of a text begins that is the beginning of a form, but not all of it; the text's length where none is. */
  openEnd(text: string): number
}

/** Places count UTF-16 units. */
export interface FoundForm {
  readonly start: number
  readonly end: number
}

/** Forms that begin with the same characters. What is asked of it takes no longer where there are very many. */
interface Group {
  readonly forms: Set<string>
  /** Made when they are first asked for. */
  order: GroupOrder | undefined
}

interface GroupOrder {
  /** By code units. */
  readonly sorted: readonly string[]
  /** By place of a form: the place of the longest other one that it begins with; -1 where there is none. */
  readonly beginnings: readonly number[]
}

/** An index without forms. One regular expression of all of them would grow beyond what V8 takes. */
export function createFormIndex(): FormIndex {
  const groups = new Map<string, Group>()
  /** Beginnings of forms that are shorter than the key of a group. */
  const shortBeginnings = new Set<string>()
  const isFirst = new Uint8Array(0x1_0000)
  let longest = 0

  function longestAt(text: string, at: number): string | undefined {
    if (isFirst[text.charCodeAt(at)] === 0) return undefined
    const group = groups.get(keyAt(text, at))
    if (group === undefined) return undefined
    const { sorted, beginnings } = orderOf(group)
    // Whatever the text begins with is the last form before it, or a beginning of that.
    let place = countUpTo(sorted, text.slice(at, at + longest)) - 1
    while (place >= 0 && !text.startsWith(sorted[place] ?? '', at)) place = beginnings[place] ?? -1
    return sorted[place]
  }

  function isBeginning(text: string): boolean {
    if (text.length < shortestSecret) return shortBeginnings.has(text)
    const group = groups.get(keyAt(text, 0))
    if (group === undefined) return false
    const { sorted } = orderOf(group)
    return sorted[countUpTo(sorted, text)]?.startsWith(text) ?? false
  }

  return {
    add(form) {
      const key = keyAt(form, 0)
      const group = groups.get(key) ?? { forms: new Set(), order: undefined }
      groups.set(key, group)
      group.forms.add(form)
      group.order = undefined
      for (let length = 1; length < shortestSecret; length++) shortBeginnings.add(form.slice(0, length))
      isFirst[form.charCodeAt(0)] = 1
      longest = Math.max(longest, form.length)
    },
    next(text, from) {
      for (let start = from; start <= text.length - shortestSecret; start++) {
        const form = longestAt(text, start)
        if (form !== undefined) return { start, end: start + form.length }
      }
      return undefined
    },
    openEnd(text) {
      for (let at = Math.max(0, text.length - longest + 1); at < text.length; at++) {
        if (isFirst[text.charCodeAt(at)] === 1 && isBeginning(text.slice(at))) return at
      }
      return text.length
    },
  }
}

function keyAt(text: string, at: number): string {
  return text.slice(at, at + shortestSecret)
}

function orderOf(group: Group): GroupOrder {
  group.order ??= order([...group.forms].sort((a, b) => (a < b ? -1 : 1)))
  return group.order
}

function order(sorted: readonly string[]): GroupOrder {
  const beginnings: number[] = []
  for (const [place, form] of sorted.entries()) {
    let before = place - 1
    while (before >= 0 && !form.startsWith(sorted[before] ?? '')) before = beginnings[before] ?? -1
    beginnings.push(before)
  }
  return { sorted, beginnings }
}

/** How many of sorted texts are not behind `text`. */
function countUpTo(sorted: readonly string[], text: string): number {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((sorted[middle] ?? '') <= text) from = middle + 1
    else to = middle
  }
  return from
}
