import { HookError, type PublishContext } from '@meshroom/hooks-sdk'
import { asList, asRecord, asText, type JsonRecord } from '../json/narrow.ts'
import type { ForgeRepository } from './pull-request-page.ts'

/** What is asked of the maintainers of a catalogue. */
export interface PullRequest {
  readonly catalogue: ForgeRepository
  readonly fork: ForgeRepository
  readonly branch: string
  readonly title: string
  readonly body: string
  readonly token: string
}

/**
 * Opens a pull request on GitHub, or finds the one that is open for the branch already.
 *
 * @returns its page
 * @throws HookError `PULL_REQUEST_REFUSED`
 */
export async function openPullRequest(context: PublishContext, request: PullRequest): Promise<string> {
  const { catalogue, fork, branch, title, body } = request
  const repository = `/repos/${catalogue.owner}/${catalogue.name}`
  const head = `${fork.owner}:${branch}`
  const open = await call(context, request, { path: `${repository}/pulls?state=open&head=${encodeURIComponent(head)}` })
  const there = asText(asRecord(asList(open)[0]).html_url)
  if (there) return there
  const base = asText(asRecord(await call(context, request, { path: repository })).default_branch) ?? 'main'
  const made = await call(context, request, { path: `${repository}/pulls`, body: { title, body, head, base } })
  return asText(asRecord(made).html_url) ?? `https://${catalogue.host}/${catalogue.owner}/${catalogue.name}/pulls`
}

async function call(
  { fetch, settings, signal }: PublishContext,
  { token }: PullRequest,
  { path, body }: { readonly path: string; readonly body?: JsonRecord },
): Promise<unknown> {
  const base = asText(settings.github_api_url) ?? 'https://api.github.com'
  const response = await fetch(base + path, {
    method: body ? 'POST' : 'GET',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal,
  })
  const text = await response.text()
  if (response.ok) return JSON.parse(text)
  const words = text.replaceAll(token, '***').slice(0, 300)
  throw new HookError(
    'PULL_REQUEST_REFUSED',
    `the forge answered ${response.status} to ${path.split('?')[0]}: ${words}`,
    {
      hint: 'give GITHUB_TOKEN the right to open pull requests, or unset it and open the page yourself',
    },
  )
}
