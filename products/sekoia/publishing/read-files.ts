import type { PublishContext } from '@meshroom/hooks-sdk'

/** What building and testing leave behind has no place in a catalogue. */
const leftOut = /(^|\/)(__pycache__|\.pytest_cache|\.venv|[^/]+\.egg-info)\//

/** Reads every file of a folder, by its path in the catalogue. */
export async function readFiles(
  { files }: PublishContext,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Map<string, Uint8Array>> {
  const paths = (await files.list(from)).filter((path) => !leftOut.test(path))
  const entries = paths.map(async (path) => [`${to}/${path}`, await files.readBytes(`${from}/${path}`)] as const)
  return new Map(await Promise.all(entries))
}
