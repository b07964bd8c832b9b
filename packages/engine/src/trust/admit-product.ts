import { join } from 'node:path'
import type { Product } from '@meshroom/model'
import { oneAtATime } from '../host/broker/one-at-a-time.ts'
import { type GitPosition, ownCommits, readGitPosition } from './git-position.ts'
import { judgeTrust, mayRun, type TrustFacts, type TrustVerdict } from './judge-trust.ts'
import { type ContentInQuestion, findOthersContent, type OthersContent } from './others-content.ts'
import { sandboxLevel } from './sandbox-level.ts'
import { compareTrust } from './trust-change.ts'
import { trustNotPinned, trustRefused, trustRequired } from './trust-failure.ts'
import { isPinned, readPins, writePin } from './trust-lock.ts'
import type { TrustRecord } from './trust-record.ts'
import type { TrustPort, TrustRequest } from './trust-request.ts'
import { openTrustStore } from './trust-store.ts'
import { isDependency, needsTrust, type TrustSubject } from './trust-subject.ts'

/** Whose trust is in question, where. */
export interface TrustPlace {
  readonly root: string
  readonly trust: TrustPort
}

/**
 * Lets a product's code run, or not. Where it is not trusted yet, or has changed, the person is asked; a yes is kept in their state folder and
 * pinned in `meshroom.lock`. Of several at once, one question is asked at a time.
 *
 * @throws MeshroomError `TRUST_REQUIRED`, `TRUST_CHANGED` where nobody can be asked; `TRUST_REFUSED`; `TRUST_NOT_PINNED`; `LOCK_FILE_INVALID`
 */
export function admitProduct(
  place: TrustPlace,
  product: Pick<Product, 'folder'>,
  subject: TrustSubject,
): Promise<void> {
  if (!needsTrust(subject)) return Promise.resolve()
  return oneAtATime(`trust ${place.root}`, async () => {
    const facts = await readTrustFacts(place, product, subject)
    const verdict = judgeTrust(subject, facts)
    if (facts.policy === 'lock' && !mayRun(verdict)) throw trustNotPinned(subject.product, verdict === 'changed')
    if (!mayRun(verdict)) await ask(place, { product, subject, facts })
    if (facts.policy === 'ask') await remember(place, { subject, facts, verdict })
  })
}

/** Everything that decides about a product. */
export async function readTrustFacts(
  { root, trust }: TrustPlace,
  { folder }: Pick<Product, 'folder'>,
  subject: TrustSubject,
): Promise<TrustFacts> {
  const store = await openTrustStore(trust.folder, root)
  const absolute = join(root, folder)
  const [record, pins, git] = await Promise.all([
    store.read(subject.product),
    readPins(root),
    readGitPosition(absolute),
  ])
  const isOwnChange = record?.own !== undefined && record.digest !== subject.digest && git.inGit
  const fromOthers = isOwnChange
    ? await findOthersContent(changeIn(record, { subject, folder: absolute, git }))
    : { isThere: false, lines: record?.own?.lines ?? [] }
  return { record, pins, git, fromOthers, policy: trust.policy }
}

/** Manifests are looked at too where they ask for more than before. */
function changeIn(
  record: TrustRecord,
  { subject, folder, git }: { readonly subject: TrustSubject; readonly folder: string; readonly git: GitPosition },
): ContentInQuestion {
  const { added, changed, gained } = compareTrust(record, subject)
  const paths = [...added, ...changed, ...(gained.length > 0 ? subject.manifests : [])]
  const { head, lines = [] } = record.own ?? {}
  return { folder, paths, ownCommits: ownCommits(git), since: head, agreed: lines }
}

interface Judged {
  readonly subject: TrustSubject
  readonly facts: TrustFacts
}

async function ask(
  { trust }: TrustPlace,
  { product, subject, facts }: Judged & { readonly product: Pick<Product, 'folder'> },
): Promise<void> {
  const request = requestOf(subject, { facts, folder: product.folder, unsafe: trust.unsafe === true })
  const answer = await trust.ask(request)
  if (answer === 'nobody') throw trustRequired(request)
  if (answer === 'no') throw trustRefused(request)
}

function requestOf(
  subject: TrustSubject,
  { facts, folder, unsafe }: { facts: TrustFacts; folder: string; unsafe: boolean },
): TrustRequest {
  const { record, pins } = facts
  const paths = Object.keys(subject.files)
  const packages = paths.filter(isDependency).length
  return {
    product: subject.product,
    folder,
    digest: subject.digest,
    files: paths.length - packages,
    packages,
    permissions: subject.permissions,
    calls: subject.calls,
    defaults: subject.defaults,
    sandbox: sandboxLevel(unsafe),
    ...(record && { change: compareTrust(record, subject), trustedAt: record.trustedAt }),
    lock: isPinned(pins, subject) ? 'same' : pins.has(subject.product) ? 'other' : 'absent',
  }
}

/** Nothing is written where nothing is new; the position in git of one's own product is, as later moves count from it. */
async function remember(
  place: TrustPlace,
  { subject, facts, verdict }: Judged & { verdict: TrustVerdict },
): Promise<void> {
  const { record, git, pins, fromOthers } = facts
  const own = record?.own
  const isKnown = record?.digest === subject.digest && (own === undefined || own.head === git.head)
  if (!isKnown) await keepTrust(place, subject, { ...(own && { own: fromOthers }), git })
  const isNews = !mayRun(verdict) || record?.digest !== subject.digest
  if (!isPinned(pins, subject) && (isNews || !pins.has(subject.product))) {
    await writePin(place.root, subject.product, subject)
  }
}

/** Writes down that a product is trusted as it is now. */
export async function keepTrust(
  { root, trust }: TrustPlace,
  { product, digest, permissions, files, calls, defaults }: TrustSubject,
  { own, git }: { readonly own?: Pick<OthersContent, 'lines'>; readonly git: GitPosition },
): Promise<void> {
  const store = await openTrustStore(trust.folder, root)
  const record: TrustRecord = {
    version: 1,
    root,
    product,
    digest,
    permissions,
    files,
    calls,
    defaults,
    trustedAt: new Date().toISOString(),
    ...(own && {
      own: { ...(git.head !== undefined && { head: git.head }), ...(own.lines.length > 0 && { lines: own.lines }) },
    }),
  }
  await store.write(record)
}
