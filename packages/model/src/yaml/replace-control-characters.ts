import type { YamlProblem } from './yaml-problem.ts'

/** Everything below a space but tab and line ends, delete, the C1 range but "next line", and what Unicode calls no character. */
const CONTROL = /(?![\t\n\r\u0085])\p{Cc}|\r(?!\n)|[\uFFFE\uFFFF]/gu

/** Reports characters that YAML forbids, and puts a space in place of each, so that the rest can be read. */
export function replaceControlCharacters(text: string): {
  readonly text: string
  readonly problems: readonly YamlProblem[]
} {
  const problems: YamlProblem[] = []
  const replaced = text.replace(CONTROL, (character, offset: number) => {
    problems.push(describe(character, offset))
    return ' '
  })
  return { text: replaced, problems }
}

function describe(character: string, offset: number): YamlProblem {
  const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
  return {
    severity: 'error',
    code: 'YAML_CONTROL_CHARACTER',
    message: `the control character ${code} stands here`,
    hint: 'delete it; in a quoted text it can be written as an escape',
    offset,
  }
}
