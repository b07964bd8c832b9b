import { HookError, type PublishContext, type PublishResult } from '@meshroom/hooks-sdk'
import { asText } from '../json/narrow.ts'
import { openPullRequest } from './open-pull-request.ts'
import { type ForgeRepository, parseRepository, pullRequestPage } from './pull-request-page.ts'

/** What is contributed to a catalogue. */
export interface Contribution {
  /** Settings that hold the URLs of the catalogue and of the person's fork. */
  readonly catalogue: 'automation_library' | 'intake_formats'
  readonly branch: string
  readonly title: string
  readonly description: string
  /** Files by their path in the catalogue. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/**
 * Commits a contribution to a branch of the fork and asks for it to be taken over: with a token by opening the pull request, without one by
 * the page that opens it. Where the fork is no repository of a forge, the branch is all there is.
 *
 * @throws HookError `FORK_MISSING` naming the setting
 */
export async function contribute(context: PublishContext, contribution: Contribution): Promise<PublishResult> {
  const { catalogue, branch, title } = contribution
  const url = asText(context.settings[`${catalogue}_url`])
  const fork = asText(context.settings[`${catalogue}_fork`])
  if (!url || !fork) throw forkMissing(contribution)
  const folder = `mirrors/sekoia/publish/${catalogue}`
  await context.git.sync({ url, into: folder })
  await context.git.branch({ folder, name: branch })
  for (const [path, content] of contribution.files) await context.files.write(`${folder}/${path}`, content)
  const commit = await context.git.commit({ folder, message: `${title}\n\n${contribution.description}` })
  if (commit === null) return { message: `${title}: the catalogue has it already` }
  await context.git.push({ folder, branch, url: fork, force: true })
  return ask(context, contribution, { upstream: parseRepository(url), fork: parseRepository(fork) ?? fork })
}

interface Ends {
  readonly upstream: ForgeRepository | undefined
  readonly fork: ForgeRepository | string
}

async function ask(
  context: PublishContext,
  { branch, title, description }: Contribution,
  { upstream, fork }: Ends,
): Promise<PublishResult> {
  if (!upstream || typeof fork === 'string') return { message: `${title}: pushed branch ${branch} to ${nameOf(fork)}` }
  const token = await context.secret('GITHUB_TOKEN')
  if (!token)
    return { url: pullRequestPage(upstream, fork, branch), message: `${title}: open the pull request on this page` }
  const url = await openPullRequest(context, { catalogue: upstream, fork, branch, title, body: description, token })
  return { url, message: `${title}: pull request opened` }
}

function nameOf(fork: ForgeRepository | string): string {
  return typeof fork === 'string' ? fork : `${fork.owner}/${fork.name}`
}

function forkMissing({ catalogue }: Contribution): HookError {
  const setting = `${catalogue}_fork`
  return new HookError('FORK_MISSING', `nothing says which repository to push to: ${setting} is not set`, {
    hint: `fork the catalogue, then: meshroom configure <instance of sekoia> -c ${setting}=<URL of your fork>`,
  })
}
