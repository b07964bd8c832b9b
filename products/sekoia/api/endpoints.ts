import type { Settings } from '@meshroom/hooks-sdk'
import { asText } from '../json/narrow.ts'

/** Where a tenant answers; none of the URLs ends in a slash. */
export interface Endpoints {
  readonly api: string
  readonly intake: string
  readonly live: string
}

/**
 * The URLs of a tenant: its region's, each replaced by the setting that overrides it.
 *
 * @example
 * endpointsOf({ region: 'mco1' }).api // 'https://app.mco1.sekoia.io/api'
 */
export function endpointsOf(settings: Settings): Endpoints {
  const region = ofRegion(asText(settings.region) ?? 'fra1')
  return {
    api: withoutSlash(asText(settings.api_url) ?? region.api),
    intake: withoutSlash(asText(settings.intake_url) ?? region.intake),
    live: withoutSlash(asText(settings.live_url) ?? region.live),
  }
}

function ofRegion(region: string): Endpoints {
  if (region === 'fra1') {
    return { api: 'https://api.sekoia.io', intake: 'https://intake.sekoia.io', live: 'wss://live.sekoia.io' }
  }
  const host = `app.${region}.sekoia.io`
  return { api: `https://${host}/api`, intake: `https://intake.${region}.sekoia.io`, live: `wss://${host}/live` }
}

function withoutSlash(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url
}
