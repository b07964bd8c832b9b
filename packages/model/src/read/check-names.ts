import { checkName } from '../names/check-name.ts'
import type { Located } from '../yaml/located.ts'
import type { YamlProblem } from '../yaml/yaml-problem.ts'
import { isAnyTopic, SECTIONS } from './read-capabilities.ts'
import { entriesOf, takeNode, takeScalar } from './take.ts'

/** Topics become names of files, so each must be fit for one. */
export function checkTopicNames(root: Located): readonly YamlProblem[] {
  return SECTIONS.flatMap(([section]) => {
    const node = takeNode(root, section)
    if (node?.kind === 'list') return node.items.flatMap(checkTopicOfItem)
    return entriesOf(node)
      .filter(({ key }) => !isAnyTopic(key))
      .flatMap(({ key, keyOffset }) => checkTopic(key, keyOffset))
  })
}

function checkTopicOfItem(item: Located): YamlProblem[] {
  const topic = takeScalar(item, 'topic')
  return topic === undefined || isAnyTopic(String(topic.value)) ? [] : checkTopic(String(topic.value), topic.offset)
}

const ENDS_LIKE_A_MODE = /_(?:pull|push)$/

function checkTopic(topic: string, offset: number): YamlProblem[] {
  const problem = checkName(topic)
  if (problem !== undefined) return [describe('topic', topic, { ...problem, offset })]
  if (!ENDS_LIKE_A_MODE.test(topic)) return []
  const message = 'ends like a mode, so that its files would be read as those of another topic'
  return [describe('topic', topic, { severity: 'error', code: 'NAME_INVALID', message, offset })]
}

/** `name: ../x` in a file is ignored, as its folder says the name; but whoever wrote it should know. */
export function checkOwnName(root: Located): readonly YamlProblem[] {
  const name = takeScalar(root, 'name')
  const problem = name === undefined ? undefined : checkName(String(name.value))
  return name === undefined || problem?.severity !== 'error'
    ? []
    : [describe('name', String(name.value), { ...problem, offset: name.offset })]
}

function describe(
  what: string,
  name: string,
  problem: Pick<YamlProblem, 'severity' | 'code' | 'message' | 'offset'>,
): YamlProblem {
  const { severity, code, message, offset } = problem
  const hint = 'choose another name: letters, digits, "_", "-" and "." are safe everywhere'
  return { severity, code, message: `the ${what} ${JSON.stringify(name)} ${message}`, hint, offset }
}
