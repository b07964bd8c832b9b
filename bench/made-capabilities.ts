import type { CapabilityData, ProductData, Role } from '@meshroom/graph'

const roles: readonly Role[] = ['producer', 'consumer', 'trigger', 'executor']
const formats = ['ocsf', 'ecs', 'syslog', 'cef', 'stix', 'json']
/** Topics of data; there are as many actions. With 200,000 capabilities, some 58 million pairs of them meet. */
const topics = 27

/** Products with ten capabilities each: always the same for the same number. */
export function makeCapabilities(products: number): ProductData[] {
  const choose = makeChooser(4_711)
  return Array.from({ length: products }, (_, index) => ({
    name: `product_${index}`,
    capabilities: Array.from({ length: 10 }, () => makeCapability(choose)),
  }))
}

/**
 * The hard ones: hardly two declarations are the same, since each has one of 50,000 ports, and one in ten leaves its topic open, so that it
 * meets many kinds of others.
 */
export function makeHardCapabilities(products: number): ProductData[] {
  const choose = makeChooser(4_711)
  return Array.from({ length: products }, (_, index) => ({
    name: `product_${index}`,
    capabilities: Array.from({ length: 10 }, () => {
      const { topic, ...capability } = makeCapability(choose)
      const port = choose(50_000)
      return choose(10) === 0 ? { ...capability, port } : { ...capability, topic, port }
    }),
  }))
}

function makeCapability(choose: (most: number) => number): CapabilityData {
  const role = roles[choose(4)]!
  const kind = role === 'producer' || role === 'consumer' ? 'topic' : 'action'
  const format = choose(3) === 0 ? undefined : formats[choose(formats.length)]
  return {
    role,
    topic: `${kind}_${choose(topics)}`,
    mode: choose(2) === 0 ? 'push' : 'pull',
    ...(format !== undefined && { format }),
  }
}

/** A whole number from 0 to less than `most`, the next of a fixed sequence (Park and Miller). */
function makeChooser(seed: number): (most: number) => number {
  let state = seed
  return (most) => {
    state = (state * 48_271) % 2_147_483_647
    return state % most
  }
}
