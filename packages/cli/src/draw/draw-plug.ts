import type { PlugRef } from '@meshroom/engine'

/** A plug as people write it: `myedr-[events]->mysekoia`, and `[events pull]` where the destination is the active one. */
export function drawPlug({ source, destination, topic, mode }: PlugRef): string {
  return `${source}-[${topic}${mode === 'pull' ? ' pull' : ''}]->${destination}`
}
