import type { MergeReport, PullResult } from '@meshroom/hooks-sdk'
import { MeshroomError, type Product } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import { editTimeoutMs } from '../lock/project-lock.ts'
import { findProduct } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { compareHooks } from '../mesh/select-side-hooks.ts'
import { retryCall } from '../run/retry-call.ts'
import { waitFor } from '../run/wait-for.ts'
import { ensureTrusted } from '../trust/trust-products.ts'
import { productInput } from './product-input.ts'

/** What a pull brought, and what became of each manifest; files are relative to the project, sorted. */
export interface PulledProduct extends PullResult {
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly unchanged: readonly string[]
  /** `file: key` of values that a person had changed and that were left alone. */
  readonly kept: readonly string[]
}

/**
 * Runs the pull hooks of a product: they bring products and integrations from its vendor's catalogue, and never overwrite what a person wrote.
 * The project's lock is held while they run, once the person trusts them.
 *
 * @throws MeshroomError `PRODUCT_UNKNOWN`, `PULL_NO_HOOK`, `RUN_LOCKED`, `TRUST_…`; what a hook fails with
 * @example
 * const { products, created, kept } = await pullProduct(mesh, { product: 'sekoia' })
 */
export async function pullProduct(
  mesh: Mesh,
  { product: name }: { readonly product: string },
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<PulledProduct> {
  const product = findProduct(mesh, name)
  const hooks = (await mesh.hooksOf(name)).hooks.filter(({ kind }) => kind === 'pull').sort(compareHooks)
  if (hooks.length === 0) throw noHook(name)
  await ensureTrusted(mesh, [name])
  return mesh.lock.hold('pull', () => runHooks(mesh, { product, hooks, signal }), { timeoutMs: editTimeoutMs })
}

interface PullRun {
  readonly product: Product
  readonly hooks: readonly HookDeclaration[]
  readonly signal: AbortSignal | undefined
}

async function runHooks(mesh: Mesh, { product, hooks, signal }: PullRun): Promise<PulledProduct> {
  const reports: MergeReport[] = []
  const host = mesh.startHost(product, 'pull', { onMerge: (report) => void reports.push(report) })
  const input = productInput(mesh, product)
  const call = (hook: HookDeclaration) => host.call(hook, input, signal === undefined ? {} : { signal })
  try {
    const results: PullResult[] = []
    for (const hook of hooks) {
      const { result } = await retryCall(() => call(hook), { wait: waitFor, signal })
      results.push(result as unknown as PullResult)
    }
    return { ...sumResults(results), ...joinReports(reports) }
  } finally {
    await host.close()
  }
}

function sumResults(results: readonly PullResult[]): PullResult {
  const summary = results.flatMap((result) => result.summary ?? []).join('\n')
  return {
    products: results.reduce((sum, { products }) => sum + products, 0),
    integrations: results.reduce((sum, { integrations }) => sum + integrations, 0),
    skipped: results.flatMap(({ skipped }) => skipped),
    ...(summary !== '' && { summary }),
  }
}

/** A file that one merge made and another changed is created. */
function joinReports(reports: readonly MergeReport[]): MergeReport {
  const of = (key: keyof MergeReport, ...before: readonly (readonly string[])[]) => {
    const known = new Set(before.flat())
    return [...new Set(reports.flatMap((report) => report[key]))].filter((file) => !known.has(file)).sort()
  }
  const created = of('created')
  const updated = of('updated', created)
  return { created, updated, unchanged: of('unchanged', created, updated), kept: of('kept') }
}

function noHook(product: string): MeshroomError {
  return new MeshroomError('PULL_NO_HOOK', `${product} has no pull hook: nothing is known of a catalogue to pull`, {
    hint: `write one in products/${product}/: export const pullCatalogue = pull(…)`,
    data: { product },
  })
}
