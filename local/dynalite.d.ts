declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An embedded DynamoDB. It keeps everything in memory. */
  export default function dynalite(options?: { readonly createTableMs?: number }): Server;
}

/** What dynalite itself reads requests and evaluates conditions with. */
declare module 'dynalite/validations/index.js' {
  interface Store {
    readonly options: { readonly maxItemSize: number };
  }
  const validations: {
    readonly checkTypes: (input: unknown, types: object) => Record<string, unknown>;
    /** Throws an error with `statusCode` and `body`; leaves the parsed condition in the input. */
    readonly checkValidations: (input: object, types: object, custom: unknown, store: Store) => void;
  };
  export default validations;
}

declare module 'dynalite/validations/putItem.js' {
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
