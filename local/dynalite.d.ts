declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Creates an embedded DynamoDB that keeps everything in memory. */
  export default function dynalite(options?: { readonly createTableMs?: number }): Server;
}

/** The functions with which dynalite itself parses requests and evaluates conditions. */
declare module 'dynalite/validations/index.js' {
  interface Store {
    readonly options: { readonly maxItemSize: number };
  }
  const validations: {
    readonly checkTypes: (input: unknown, types: object) => Record<string, unknown>;
    /**
     * Throws an error with `statusCode` and `body` if the input is invalid. Otherwise adds the parsed condition to the
     * input.
     */
    readonly checkValidations: (input: object, types: object, custom: unknown, store: Store) => void;
  };
  export default validations;
}

declare module 'dynalite/validations/putItem.js' {
  const validation: { readonly types: object; readonly custom: unknown };
  export default validation;
}

declare module 'dynalite/validations/updateItem.js' {
  const validation: { readonly types: object; readonly custom: unknown };
  export default validation;
}

declare module 'dynalite/validations/deleteItem.js' {
  const validation: { readonly types: object; readonly custom: unknown };
  export default validation;
}

declare module 'dynalite/db/index.js' {
  interface Refusal extends Error {
    readonly statusCode: number;
    readonly body: { readonly __type: string; readonly message: string };
  }
  const db: {
    readonly MAX_SIZE: number;
    readonly itemSize: (item: unknown) => number;
    readonly checkConditional: (input: object, existing: unknown) => Refusal | null | undefined;
    readonly validateItem: (item: unknown, table: unknown) => Refusal | null | undefined;
    readonly validateKey: (key: unknown, table: unknown) => Refusal | null | undefined;
  };
  export default db;
}
