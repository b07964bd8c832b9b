import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { MeshroomError } from '@meshroom/model'
import type { EngineEvent } from '../src/events.ts'
import type { Mesh } from '../src/mesh/mesh.ts'
import { openMesh } from '../src/mesh/open-mesh.ts'
import type { EnginePorts, PromptRequest } from '../src/ports.ts'
import { ownerKey } from './test-mesh.ts'

/** A project in a temporary folder, with a vault in memory and a person who gives the answers of the test. */
export interface DiskMesh extends AsyncDisposable {
  readonly root: string
  readonly secrets: Map<string, Record<string, string>>
  readonly events: EngineEvent[]
  readonly questions: PromptRequest[]
  /** What the person answers, in order. None left: nobody is there. */
  readonly answers: string[]
  /** What was done to the outside, in order: `secret …`. */
  readonly log: string[]
  open(environment?: string): Promise<Mesh>
  write(files: Readonly<Record<string, string>>): Promise<void>
  read(file: string): Promise<string>
}

export async function diskMesh(files: Readonly<Record<string, string>> = {}): Promise<DiskMesh> {
  const root = await mkdtemp(join(tmpdir(), 'meshroom-engine-'))
  const state = {
    secrets: new Map<string, Record<string, string>>(),
    events: [] as EngineEvent[],
    questions: [] as PromptRequest[],
    answers: [] as string[],
    log: [] as string[],
  }
  const mesh: DiskMesh = {
    ...state,
    root,
    open: (environment) => openMesh({ root, ports: portsOf(state), ...(environment !== undefined && { environment }) }),
    read: (file) => readFile(join(root, file), 'utf8'),
    async write(more) {
      for (const [file, content] of Object.entries(more)) {
        await mkdir(dirname(join(root, file)), { recursive: true })
        await writeFile(join(root, file), content)
      }
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
  await mkdir(join(root, 'products'), { recursive: true })
  await mkdir(join(root, 'instances'), { recursive: true })
  await mesh.write(files)
  return mesh
}

function portsOf({
  secrets,
  events,
  questions,
  answers,
  log,
}: Pick<DiskMesh, 'secrets' | 'events' | 'questions' | 'answers' | 'log'>): EnginePorts {
  return {
    emit: (event) => void events.push(event),
    prompter: {
      ask: async (request) => {
        questions.push(request)
        const answer = answers.shift()
        if (answer === undefined) throw new MeshroomError('INPUT_REQUIRED', `${request.flag} is needed`)
        return answer
      },
    },
    secrets: {
      get: async (owner, key) => secrets.get(ownerKey(owner))?.[key],
      keys: async (owner) => Object.keys(secrets.get(ownerKey(owner)) ?? {}).sort(),
      set: async (owner, values) => {
        log.push(`secret ${ownerKey(owner)} ${Object.keys(values)}`)
        secrets.set(ownerKey(owner), { ...secrets.get(ownerKey(owner)), ...values })
      },
      forget: async (owner, keys) => {
        const left = Object.entries(secrets.get(ownerKey(owner)) ?? {}).filter(([key]) => !keys.includes(key))
        secrets.set(ownerKey(owner), Object.fromEntries(left))
      },
      remove: async (owner) => void secrets.delete(ownerKey(owner)),
    },
  }
}
