import { readFileSync, writeFileSync } from 'node:fs'
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'

/** Adds to a YAML file what a snippet of a document shows, as a careful person would: below the keys that are there, no entry twice. */
export function mergeByHand(file: string, snippet: string): void {
  const document = parseDocument(readFileSync(file, 'utf8'))
  const addition = parseDocument(snippet).contents
  if (!isMap(addition)) throw new Error('the snippet is no mapping')
  if (isMap(document.contents)) mergeMap(document.contents as YAMLMap, addition as YAMLMap)
  else document.contents = addition as unknown as typeof document.contents
  writeFileSync(file, document.toString())
}

function mergeMap(target: YAMLMap, addition: YAMLMap): void {
  for (const { key, value } of addition.items) {
    const name = isScalar(key) ? key.value : key
    const there = target.get(name, true) as unknown
    if (isMap(there) && isMap(value)) mergeMap(there as YAMLMap, value as YAMLMap)
    else if (isSeq(there) && isSeq(value)) mergeList(there as YAMLSeq, value as YAMLSeq)
    else if (!target.has(name)) target.set(key, value)
  }
}

function mergeList(target: YAMLSeq, addition: YAMLSeq): void {
  const identity = (item: unknown) =>
    isMap(item) && item.has('name') ? `name ${item.get('name')}` : JSON.stringify(item)
  const there = new Set(target.items.map(identity))
  for (const item of addition.items) if (!there.has(identity(item))) target.add(item)
}
