import { isDefinitionId } from '../../shared/domain/definition.ts';
import { textIn } from './cells.ts';
import type { Report, Row } from './rows.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id of a connector, which plans hold in their variables. A UUID is kept. Version 1 of the replaced product had
 * numbers, which are no ids here.
 */
export function connectorIdIn(row: Row, report: Report): string | undefined {
  const id = textIn(row, 'id', report);
  if (id === undefined) {
    if (!row.cells.has('id')) report.fault(row, 'id', 'is required: it is what plans name the connector by');
    return undefined;
  }
  if (/^[0-9]{1,18}$/.test(id)) {
    report.note(row, 'id', `became connector-${id}, because numbers are no ids: change the variables of plans`);
    return `connector-${id}`;
  }
  if (UUID.test(id) && id !== id.toLowerCase()) {
    report.note(row, 'id', 'is in lower case now, as ids are: change the variables of plans that have upper case');
    return id.toLowerCase();
  }
  if (isDefinitionId(id)) return id;
  report.fault(row, 'id', 'must be a UUID, or a number of version 1');
  return undefined;
}

const LONGEST_SLUG = 40;

/** A name as an id: `Build, production` is `build-production`. `undefined` if nothing is left of it. */
export function slugOf(name: string): string | undefined {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replaceAll(/^-+|-+$/g, '');
  return slug.length < 2 ? undefined : slug;
}
