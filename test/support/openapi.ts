// The description of the API as a test reads it: operations by route, and schemas that are checked by ajv.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createDocument } from '../../shared/http/openapi/document.ts';

export interface MediaType {
  readonly schema: object;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Response {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: object;
  readonly example?: unknown;
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface GivenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface OpenApi {
  readonly document: object;
  /** By method and path behind `/v1`, such as `GET /connectors/{id}`. */
  readonly operations: ReadonlyMap<string, DescribedOperation>;
  /** The response of a status, its reference followed. */
  readonly responseOf: (operation: DescribedOperation, status: number) => Response | undefined;
  /** What is wrong with an answer to a route. `undefined` if it is one that the document has. */
  readonly faultOfAnswer: (route: string, answer: GivenAnswer) => string | undefined;
  /** What is wrong with a value, by a schema of the document. `undefined` if nothing is. */
  readonly faultOf: (schema: object, value: unknown) => string | undefined;
}

/** With `closed`, an answer's object with a member that the document does not have is a fault. */
export function readOpenApi(options: { readonly closed?: boolean } = {}): OpenApi {
  const document = createDocument('1.0.0', options) as {
    paths: Record<string, Record<string, DescribedOperation>>;
    components: { responses: Record<string, Response>; schemas: object };
  };
  const operations = new Map<string, DescribedOperation>(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    ),
  );
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'urn:portunus:openapi', components: { schemas: document.components.schemas } });
  const compiled = new Map<object, ValidateFunction>();
  const validatorOf = (schema: object) => {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"urn:portunus:openapi#/components/');
    const validate = compiled.get(schema) ?? ajv.compile(JSON.parse(text));
    compiled.set(schema, validate);
    return validate;
  };
  const responseOf: OpenApi['responseOf'] = ({ responses }, status) => {
    const { $ref, ...response } = responses[status] ?? { $ref: 'none' };
    return $ref === undefined ? response : document.components.responses[$ref.split('/').at(-1) ?? ''];
  };
  const faultOf: OpenApi['faultOf'] = (schema, value) => {
    const validate = validatorOf(schema);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
  const faultOfBody = (content: Response['content'], { headers, text }: GivenAnswer) => {
    if (content === undefined) return text === '' ? undefined : 'it has no body';
    const mediaType = headers['content-type']?.replace(/;.*/s, '') ?? '';
    const described = content[mediaType];
    if (described === undefined) return `it does not have ${mediaType}`;
    return faultOf(described.schema, mediaType.endsWith('json') ? JSON.parse(text) : text);
  };
  const faultOfAnswer: OpenApi['faultOfAnswer'] = (route, answer) => {
    const operation = operations.get(route);
    const response = operation && responseOf(operation, answer.status);
    const fault = response === undefined ? 'it is not described' : faultOfBody(response.content, answer);
    return fault === undefined ? undefined : `${route} ${answer.status}: ${fault}\n${answer.text.slice(0, 300)}`;
  };
  return { document, operations, responseOf, faultOf, faultOfAnswer };
}
