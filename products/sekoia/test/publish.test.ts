import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IntegrationInfo, PublishContext } from '@meshroom/hooks-sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { publishIntakeFormat } from '../publish-intake-format.ts'
import { publishAction } from '../publish-playbook-action.ts'
import { parseRepository, pullRequestPage } from '../publishing/pull-request-page.ts'
import { scaffoldIntakeFormat } from '../scaffold-intake-format.ts'
import { scaffoldAction } from '../scaffold-playbook-action.ts'
import { type FakeContext, fakeContext, fakeIntegration } from './fake-context.ts'
import { git } from './fake-git.ts'

let context: FakeContext
let forge: string

beforeEach(async () => {
  context = await fakeContext()
  forge = await mkdtemp(join(tmpdir(), 'sekoia-forge-'))
  for (const name of ['library', 'formats']) {
    await git(forge, 'init', '--quiet', '--initial-branch=main', name)
    await writeFile(join(forge, name, 'README.md'), 'catalogue\n')
    await git(join(forge, name), 'add', '--all')
    await git(join(forge, name), 'commit', '--quiet', '-m', 'first')
    await git(forge, 'clone', '--quiet', '--bare', name, `${name}-fork.git`)
  }
})

afterEach(async () => {
  await rm(context.root, { recursive: true, force: true })
  await rm(forge, { recursive: true, force: true })
})

function publishing(integration: IntegrationInfo, more: Partial<PublishContext> = {}): PublishContext {
  const settings = {
    automation_library_url: join(forge, 'library'),
    automation_library_fork: join(forge, 'library-fork.git'),
    intake_formats_url: join(forge, 'formats'),
    intake_formats_fork: join(forge, 'formats-fork.git'),
  }
  return { ...context, integration, settings, secret: async () => undefined, ...more }
}

async function scaffoldedAction(): Promise<IntegrationInfo> {
  const integration = fakeIntegration({ role: 'trigger', topic: 'search_threat' })
  await scaffoldAction.run({ ...context, integration })
  const manifest = parse(await context.files.read(`${integration.folder}/search_threat_trigger.yaml`))
  return { ...integration, manifest }
}

const filesOn = async (repository: string, branch: string) =>
  (await git(join(forge, repository), 'ls-tree', '-r', '--name-only', branch)).split('\n')

test('an action becomes a branch of the fork, as a module of the catalogue beside all others', async () => {
  const integration = await scaffoldedAction()
  const result = await publishAction.run(publishing(integration))
  expect(result).toEqual({
    message: `Add search threat with myedr: pushed branch meshroom/myedr-search-threat to ${join(forge, 'library-fork.git')}`,
  })
  const files = await filesOn('library-fork.git', 'meshroom/myedr-search-threat')
  expect(files).toEqual(
    expect.arrayContaining([
      'README.md',
      'MyedrSearchThreat/manifest.json',
      'MyedrSearchThreat/action_search_threat.json',
    ]),
  )
  expect(await filesOn('library-fork.git', 'main')).toEqual(['README.md'])
})

test('publishing again replaces the branch with the newest files, one commit above the catalogue', async () => {
  const integration = await scaffoldedAction()
  await publishAction.run(publishing(integration))
  await context.files.write(`${integration.folder}/search_threat_action/CHANGELOG.md`, '# Changed\n')
  await publishAction.run(publishing(integration))
  const fork = join(forge, 'library-fork.git')
  expect(await git(fork, 'show', 'meshroom/myedr-search-threat:MyedrSearchThreat/CHANGELOG.md')).toBe('# Changed')
  expect(await git(fork, 'rev-list', '--count', 'main..meshroom/myedr-search-threat')).toBe('1')
})

test('what the catalogue has already is said to be there', async () => {
  const integration = await scaffoldedAction()
  await publishAction.run(publishing(integration))
  await git(join(forge, 'library'), 'pull', '--quiet', join(forge, 'library-fork.git'), 'meshroom/myedr-search-threat')
  const result = await publishAction.run(publishing(integration))
  expect(result.message).toContain('the catalogue has it already')
})

test('an intake format becomes a branch below its vendor', async () => {
  const integration = fakeIntegration({})
  await scaffoldIntakeFormat.run({ ...context, integration })
  const manifest = parse(await context.files.read(`${integration.folder}/events_consumer.yaml`))
  await publishIntakeFormat.run(publishing({ ...integration, manifest }))
  expect(await filesOn('formats-fork.git', 'meshroom/myedr')).toEqual([
    'README.md',
    'myedr/_meta/logo.png',
    'myedr/_meta/manifest.yml',
    'myedr/myedr/_meta/fields.yml',
    'myedr/myedr/_meta/logo.png',
    'myedr/myedr/_meta/manifest.yml',
    'myedr/myedr/_meta/smart-descriptions.json',
    'myedr/myedr/ingest/parser.yml',
  ])
})

test('without a fork the setting that names it is said', async () => {
  const integration = await scaffoldedAction()
  await expect(
    publishAction.run(publishing(integration, { settings: { automation_library_url: 'x' } })),
  ).rejects.toMatchObject({
    code: 'FORK_MISSING',
    hint: expect.stringContaining('automation_library_fork'),
  })
})

const onGitHub = {
  automation_library_url: 'https://github.com/SEKOIA-IO/automation-library.git',
  automation_library_fork: 'git@github.com:me/automation-library.git',
}
const localGit = (): Pick<PublishContext, 'git'> => ({
  git: {
    ...context.git,
    sync: (options) => context.git.sync({ ...options, url: join(forge, 'library') }),
    push: (options) => context.git.push({ ...options, url: join(forge, 'library-fork.git') }),
  },
})

test('with a fork on a forge and no token, the page that opens the pull request is given', async () => {
  const integration = await scaffoldedAction()
  const result = await publishAction.run(publishing(integration, { ...localGit(), settings: onGitHub }))
  expect(result.url).toBe(
    'https://github.com/SEKOIA-IO/automation-library/compare/me%3Aautomation-library%3Ameshroom%2Fmyedr-search-threat?expand=1',
  )
})

test('with a token the pull request is opened once, and found again', async () => {
  const requests: string[] = []
  const pulls: { html_url: string }[] = []
  const fetch = async (url: Parameters<typeof globalThis.fetch>[0], init: RequestInit = {}) => {
    requests.push(`${init.method} ${String(url)} ${String(init.body ?? '')}`)
    if (init.method === 'POST') pulls.push({ html_url: 'https://github.com/SEKOIA-IO/automation-library/pull/7' })
    const answer =
      init.method === 'POST' ? pulls[0] : String(url).includes('/pulls?') ? pulls : { default_branch: 'develop' }
    return Response.json(answer)
  }
  const integration = await scaffoldedAction()
  const publish = () =>
    publishAction.run(
      publishing(integration, { ...localGit(), settings: onGitHub, fetch, secret: async () => 'token' }),
    )
  expect((await publish()).url).toBe('https://github.com/SEKOIA-IO/automation-library/pull/7')
  expect((await publish()).url).toBe('https://github.com/SEKOIA-IO/automation-library/pull/7')
  const posts = requests.filter((request) => request.startsWith('POST'))
  expect(posts).toHaveLength(1)
  expect(posts[0]).toContain('"head":"me:meshroom/myedr-search-threat","base":"develop"')
})

test.each([
  ['https://github.com/me/fork.git', 'github.com', 'me', 'fork'],
  ['https://user:pw@github.com/me/fork', 'github.com', 'me', 'fork'],
  ['git@git.example.org:me/fork.git', 'git.example.org', 'me', 'fork'],
  ['ssh://git@git.example.org:2222/me/fork.git', 'git.example.org', 'me', 'fork'],
])('%s is a repository of a forge', (url, host, owner, name) => {
  expect(parseRepository(url)).toEqual({ host, owner, name })
})

test.each(['/srv/git/fork.git', '../fork', 'file:///srv/fork.git', 'https://github.com/only-one'])(
  '%s is none',
  (url) => {
    expect(parseRepository(url)).toBeUndefined()
  },
)

test('a page names fork and branch in full', () => {
  const at = (owner: string) => ({ host: 'github.com', owner, name: 'x' })
  expect(pullRequestPage(at('them'), at('me'), 'b')).toBe('https://github.com/them/x/compare/me%3Ax%3Ab?expand=1')
})
