import { setup, teardown } from '@meshroom/hooks-sdk'
import { callApi } from './api.ts'

/** myedr cannot search by itself: a plugin can, and has an address and a token of its own. */
export const installSearchPlugin = setup.executor(
  { topic: 'search_threat', mode: 'push', title: 'install the search plugin' },
  async ({ instance, plug, signal }) => {
    const plugin = await callApi(instance, '/plugins/search_threat', { method: 'PUT', signal })
    const { url, token } = plugin as { url: string; token: string }
    await plug.output('url', url)
    await plug.setSecret('TOKEN', token)
  },
)

export const removeSearchPlugin = teardown.executor(
  { topic: 'search_threat', mode: 'push', title: 'remove the search plugin' },
  async ({ instance, plug, signal }) => {
    await callApi(instance, '/plugins/search_threat', { method: 'DELETE', signal })
    await plug.setSecret('TOKEN', null)
  },
)
