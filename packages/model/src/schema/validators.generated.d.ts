/** What a compiled schema says of one breach; a subset of Ajv's error object. */
export interface SchemaError {
  /** JSON Pointer into the data. */
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
}

/** True when the data is valid; `errors` is what the last call found. */
export interface Validator {
  (data: unknown): boolean
  readonly errors?: readonly SchemaError[] | null
}

export declare const product: Validator
export declare const integration: Validator
export declare const instance: Validator
export declare const plug: Validator

/** The keys that each part of a manifest may have, for telling a slip from a key of somebody's own. */
export declare const knownKeys: Readonly<
  Record<'product' | 'integration' | 'instance' | 'plug' | 'capability' | 'setting', readonly string[]>
>
