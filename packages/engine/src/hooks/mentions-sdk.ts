import { sdkModule } from './hook-factories.ts'

/** Whether a file can declare hooks at all; most code of a product cannot, and is spared the parser. */
export function mentionsSdk(text: string): boolean {
  return text.includes(sdkModule)
}
