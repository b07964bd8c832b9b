import { join } from 'node:path'
import { addInstance, type EnginePorts, openMesh, planUp, plugInstances } from '@meshroom/engine'
import { expect, onTestFinished, test } from 'vitest'
import { renderProduct, renderProject } from '../src/index.ts'
import { temporaryFolder, writeFiles } from './render-into.ts'

const ports: EnginePorts = {
  emit: () => {},
  prompter: { ask: () => Promise.reject(new Error('nobody is here')) },
  secrets: {
    get: async () => 'k',
    keys: async () => ['API_KEY'],
    set: async () => {},
    forget: async () => {},
    remove: async () => {},
  },
}

/** A mesh with an instance of a product of each of the two templates, all as they are created. */
async function edrAndSiem() {
  const folder = temporaryFolder()
  onTestFinished(() => folder[Symbol.dispose]())
  writeFiles(folder.path, renderProject('soc'))
  for (const name of ['edr', 'siem']) writeFiles(join(folder.path, 'products', name), renderProduct(name, name))
  const open = () => openMesh({ root: folder.path, ports })
  for (const product of ['edr', 'siem'])
    await addInstance(await open(), { product, settings: {}, secrets: { API_KEY: 'k' } })
  return open
}

const siemHooks = (...hooks: string[]) => [
  ['siem', hooks],
  ['edr', []],
]

test('what an EDR sees and finds is plugged into a SIEM as both are created, and up knows what to run', async () => {
  const open = await edrAndSiem()
  const plug = async (topic: string) => {
    const given = { topic, source: 'edr', destination: 'siem', settings: {}, secrets: {} }
    const { sides } = await plugInstances(await open(), given)
    return sides.map(({ product, hooks }) => [product, hooks.map(({ id }) => id)])
  }
  expect(await plug('events')).toEqual(siemHooks('products/siem/events.ts#openEventsIntake'))
  expect(await plug('alerts')).toEqual(siemHooks('products/siem/alerts.ts#openAlertsIntake'))
  const { steps, refused } = await planUp(await open())
  expect(refused).toEqual([])
  expect(steps.map(({ plug: { topic }, instance }) => `${topic} ${instance}`).sort()).toEqual([
    'alerts siem',
    'events siem',
  ])
})

test.each(['contain', 'scan'])('a SIEM cannot ask an EDR to %s before somebody writes how', async (topic) => {
  const open = await edrAndSiem()
  const given = { topic, source: 'siem', destination: 'edr', settings: {}, secrets: {} }
  await expect(plugInstances(await open(), given)).rejects.toMatchObject({
    code: 'PLUG_NO_MATCH',
    hint: `meshroom create integration siem edr ${topic} trigger --mode=push`,
  })
})
