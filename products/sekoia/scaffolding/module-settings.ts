import type { JsonRecord } from '../json/narrow.ts'

/**
 * The configuration of a scaffolded module, as its manifest.json has it. Nothing of it must be given when the plug is made: whoever writes the
 * module decides what it needs.
 */
export function moduleSettings(title: string): { module_settings: string[]; settings: JsonRecord[] } {
  return {
    module_settings: ['base_url', 'api_key'],
    settings: [
      {
        name: 'base_url',
        type: 'string',
        format: 'uri',
        description: `Base URL of the API of ${title}`,
        required: false,
      },
      { name: 'api_key', type: 'string', description: `Key of the API of ${title}`, secret: true, required: false },
    ],
  }
}
