import { expect, it } from 'vitest';
import { readIamRequest } from '../../../../shared/http/request/read-iam-request.ts';
import { sampleEvent } from '../../../support/service.ts';

function read(queryStringParameters: Record<string, string>) {
  return readIamRequest({ ...sampleEvent('read/iam'), queryStringParameters });
}

it('takes JSON, and nothing more, where nothing is asked for', () => {
  expect(read({})).toEqual({ id: 'shop-images', as: 'json', organizationId: undefined, extras: [] });
});

it('takes a form, an organization, and what is asked for beside', () => {
  expect(read({ as: 'terraform', organization: 'o-a1b2c3d4e5', include: 'boundary,key-rotation' })).toEqual({
    id: 'shop-images',
    as: 'terraform',
    organizationId: 'o-a1b2c3d4e5',
    extras: ['boundary', 'key-rotation'],
  });
});

it.each([
  ['as', 'yaml'],
  ['as', ''],
  ['organization', 'acme'],
  ['organization', 'o-SHORT'],
  ['include', 'boundary,everything'],
  ['include', ''],
  ['colour', 'blue'],
])('refuses %s=%s by its name', (field, value) => {
  const refusal = expect.objectContaining({ field: expect.stringMatching(`^${field}`) });
  expect(() => read({ [field]: value })).toThrow(
    expect.objectContaining({ code: 'invalid_request', errors: [refusal] }),
  );
});
