import { toJsonSchema } from '@valibot/to-json-schema';
import type { Command } from 'commander';
import { DEFINITION_KINDS, LISTS } from '../../shared/domain/definition.ts';
import { SCHEMAS } from '../../shared/domain/definitions.ts';
import { jsonText } from '../output.ts';

/**
 * Returns the JSON Schema with which editors check a definitions file. `apply` checks more than a JSON Schema can
 * express.
 */
export const definitionsSchema = (): object => {
  const lists = DEFINITION_KINDS.map((kind) => {
    const { $schema: _dialect, ...items } = toJsonSchema(SCHEMAS[kind], { typeMode: 'input', errorMode: 'ignore' });
    return [LISTS[kind], { type: 'array', items }];
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    // Editors identify the schema by this name. Nothing is published under it.
    $id: 'urn:portunus:definitions',
    title: 'Definitions of Portunus',
    type: 'object',
    properties: Object.fromEntries(lists),
    patternProperties: { '^x-': {} },
    additionalProperties: false,
  };
};

export function addSchemaCommand(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of definitions files, for editors')
    .action(() => console.log(jsonText(definitionsSchema())));
}
