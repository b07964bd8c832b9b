import { writeFileSync } from 'node:fs'
import { renderReference } from './render-reference.ts'

const target = new URL('../../../docs/reference/manifests.md', import.meta.url)
writeFileSync(target, renderReference(new URL('../schema/v1/', import.meta.url)))
