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

/** Forms that begin with the same characters. */
interface Group {
  readonly forms: string[]
  isSorted: boolean
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
    return group && longestFirst(group).find((form) => text.startsWith(form, at))
  }

  function isBeginning(text: string): boolean {
    if (text.length < shortestSecret) return shortBeginnings.has(text)
    const group = groups.get(keyAt(text, 0))
    return group?.forms.some((form) => form.length > text.length && form.startsWith(text)) ?? false
  }

  return {
    add(form) {
      const key = keyAt(form, 0)
      const group = groups.get(key) ?? { forms: [], isSorted: true }
      groups.set(key, group)
      group.forms.push(form)
      group.isSorted = group.forms.length === 1
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

/** So that a secret that begins with another one is removed whole. */
function longestFirst(group: Group): readonly string[] {
  if (!group.isSorted) group.forms.sort((a, b) => b.length - a.length)
  group.isSorted = true
  return group.forms
}
