import type { SandboxLevel, TrustChange, TrustRequest } from '@meshroom/engine'
import { cleanLine } from './clean-text.ts'
import { plural } from './draw-diagnostics.ts'
import type { Paint } from './paint.ts'

/** How well hooks are contained, in words. */
export const sandboxWords: Readonly<Record<SandboxLevel, string>> = {
  strict: 'strict: no file, program or connection but these',
  partial: `partial: no file, program or Unix socket but these; Node ${process.versions.node} cannot deny the network, Node 26 can`,
  off: 'off: the code can do whatever you can (--unsafe)',
}

/** What a product asks for before its code may run, a line each; where it was trusted before, what is different. */
export function drawTrust(request: TrustRequest, paint: Paint): string[] {
  const { product, change, trustedAt, calls, defaults, sandbox, files } = request
  const head =
    change === undefined
      ? `${product} brings ${files === 0 ? 'calls' : 'code'} that ${files === 0 ? 'have' : 'has'} not been trusted here.`
      : `${product} has changed since it was trusted${trustedAt ? ` (${trustedAt.slice(0, 10)})` : ''}.`
  const rows: [string, string][] = [
    ...(change === undefined ? [] : changeRows(change)),
    ['code', sayCode(request)],
    ...permissionRows(request),
    ['sandbox', sandboxWords[sandbox]],
    ...calls.map((call): [string, string] => ['calls', call]),
    ...defaults.map((text): [string, string] => ['default', text]),
    ...lockRows(request),
  ]
  return [paint('bold', cleanLine(head)), ...rows.map(([name, text]) => `  ${name.padEnd(9)} ${cleanLine(text)}`)]
}

function sayCode({ files, packages, folder, digest }: TrustRequest): string {
  if (files === 0) return 'none'
  const depends = packages === 0 ? '' : ` and ${plural(packages, 'package')} in its node_modules`
  return `${plural(files, 'file')} in ${folder}${depends}, sha256 ${digest.slice(0, 16)}`
}

function permissionRows({ permissions: { net, run, write, git } }: TrustRequest): [string, string][] {
  const sockets = net.includes('direct')
  return [
    ['network', sockets ? 'anything: it opens sockets itself' : listOr(net.map(sayHost), 'none')],
    ['programs', run.length === 0 ? 'none' : `${run.join(', ')}, outside the sandbox`],
    ['writes', listOr(write, 'nothing but its own scratch folder and mirror')],
    ['git', git ? 'clones and pushes, with your credentials' : 'none'],
  ]
}

function sayHost(entry: string): string {
  return entry === '*' ? 'any host' : entry
}

function changeRows({ added, changed, removed, gained, lost }: TrustChange): [string, string][] {
  const rows: [string, readonly string[]][] = [
    ['added', added],
    ['changed', changed],
    ['removed', removed],
    ['new', gained],
    ['dropped', lost],
  ]
  return rows.filter(([, list]) => list.length > 0).map(([name, list]) => [name, list.join(', ')])
}

function lockRows({ lock }: TrustRequest): [string, string][] {
  if (lock === 'absent') return []
  return [['lock', lock === 'same' ? 'meshroom.lock pins this very code' : 'meshroom.lock pins other code than this']]
}

function listOr(list: readonly string[], none: string): string {
  return list.length === 0 ? none : list.join(', ')
}
