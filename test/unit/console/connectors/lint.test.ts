import { expect, it } from 'vitest';
import { byConnector } from '../../../../console/screens/connectors/findings.ts';

it('what the linter says of a set is told of the connector that its place names', () => {
  const found = byConnector(
    ['a', 'b'],
    [
      { field: 'connectors[1].grants[0].claims', detail: 'wide' },
      { field: 'connectors[1]', detail: 'odd' },
      { field: 'connectors[7].x', detail: 'of nobody' },
      { field: 'issuers[0]', detail: 'of an issuer' },
    ],
    false,
  );
  expect([...found]).toEqual([
    ['a', []],
    [
      'b',
      [
        { field: 'grants[0].claims', detail: 'wide', refuses: false },
        { field: '', detail: 'odd', refuses: false },
      ],
    ],
  ]);
});
