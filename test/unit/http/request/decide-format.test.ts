// Which format a request gets, and which parameters mean nothing in it.
import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import { decideFormat } from '../../../../shared/http/request/decide-format.ts';
import {
  ONLY_LOGINS_FORMATS as OF_LOGINS,
  ONLY_SESSION_FORMATS as OF_SESSIONS,
  VARIABLE_FORMATS as SHELLS,
} from '../../../support/format-list.ts';

function faultOf(...given: Parameters<typeof decideFormat>) {
  try {
    return decideFormat(...given);
  } catch (error) {
    if (!(error instanceof PortunusError)) throw error;
    const { code, stage, errors = [] } = error;
    return { code, stage, fields: errors.map(({ field }) => field), details: errors.map(({ detail }) => detail) };
  }
}
function invalid(field: string) {
  return {
    code: 'invalid_request',
    stage: 'request',
    fields: [field],
    details: [expect.any(String)],
  };
}
const UNKNOWN = {
  code: 'format_unknown',
  stage: 'request',
  fields: ['format'],
  details: [expect.stringMatching(/^must be one of json, /)],
};

describe('a format by its name', () => {
  it.each(['json', ...SHELLS, ...OF_LOGINS])('is %s for logins, whatever is accepted', (format) => {
    expect(decideFormat({ format }, 'text/html', 'logins')).toBe(format);
  });

  it.each(['json', ...SHELLS, ...OF_SESSIONS])('is %s for a session', (format) => {
    expect(decideFormat({ format }, undefined, 'session')).toBe(format);
  });

  it.each([
    ...OF_SESSIONS.map((format) => ['logins', format] as const),
    ...OF_LOGINS.map((format) => ['session', format] as const),
    ...['', 'xml', 'JSON', '__proto__', 'constructor'].map((format) => ['logins', format] as const),
  ])('is unknown for %s: %j, and the list is that of the route', (issuable, format) => {
    const fault = faultOf({ format }, 'application/json', issuable);
    expect(fault).toEqual(UNKNOWN);
    const listed =
      typeof fault === 'string'
        ? []
        : (fault.details[0] ?? '')
            .slice('must be one of '.length)
            .replace(/: did.*/, '')
            .split(', ');
    const [own, others] = issuable === 'logins' ? [OF_LOGINS, OF_SESSIONS] : [OF_SESSIONS, OF_LOGINS];
    expect(listed).toEqual(expect.arrayContaining(['json', ...SHELLS, ...own]));
    expect(others.filter((other) => listed.includes(other))).toEqual([]);
  });
});

describe('a namespace', () => {
  it.each(SHELLS)('is taken by %s for logins', (format) => {
    expect(decideFormat({ format, namespace: 'x' }, undefined, 'logins')).toBe(format);
  });

  it.each(['json', ...OF_LOGINS])('is refused by %s, which generates no names', (format) => {
    expect(faultOf({ format, namespace: 'x' }, undefined, 'logins')).toEqual(invalid('namespace'));
  });

  it('is refused where no format is named either', () => {
    expect(faultOf({ namespace: 'x' }, undefined, 'logins')).toEqual(invalid('namespace'));
    expect(faultOf({ namespace: 'x' }, 'application/vnd.portunus.bash', 'logins')).toBe('bash');
  });

  it.each(['json', ...SHELLS, ...OF_SESSIONS].filter((format) => format !== 'bamboo'))(
    'is refused by %s for a session, whose names are AWS’s',
    (format) => expect(faultOf({ format, namespace: 'x' }, undefined, 'session')).toEqual(invalid('namespace')),
  );

  it('is taken by bamboo for a session', () => {
    expect(decideFormat({ format: 'bamboo', namespace: 'x' }, undefined, 'session')).toBe('bamboo');
  });
});

describe('several registries', () => {
  const registryIds = ['123456789012', '210987654321'];
  it.each(['docker-credential', 'username-password'])('are too many for %s, one is not', (format) => {
    expect(faultOf({ format, registryIds }, undefined, 'logins')).toEqual(invalid('registryIds'));
    expect(faultOf({ registryIds }, `application/vnd.portunus.${format}`, 'logins')).toEqual(invalid('registryIds'));
    expect(decideFormat({ format, registryIds: registryIds.slice(1) }, undefined, 'logins')).toBe(format);
  });

  it.each(['json', ...SHELLS, 'docker-config', 'kubernetes-secret', 'kubelet'])('are none for %s', (format) => {
    expect(decideFormat({ format, registryIds }, undefined, 'logins')).toBe(format);
  });
});

describe('every host name', () => {
  const HOLD = ['json', 'docker-config', 'kubernetes-secret', 'kubelet'];
  it.each(HOLD)('is for %s', (format) => {
    expect(decideFormat({ format, hosts: 'all' }, undefined, 'logins')).toBe(format);
  });

  it.each([...SHELLS, 'docker-credential', 'username-password'])('is not for %s, which holds one', (format) => {
    const detail = `must be default for the format ${format}, which holds one host name; for all of them ask for json, docker-config, kubernetes-secret, kubelet`;
    const refused = { ...invalid('hosts'), details: [detail] };
    expect(faultOf({ format, hosts: 'all' }, undefined, 'logins')).toEqual(refused);
    expect(faultOf({ hosts: 'all' }, `application/vnd.portunus.${format}`, 'logins')).toEqual(refused);
    expect(decideFormat({ format, hosts: 'default' }, undefined, 'logins')).toBe(format);
  });
});

describe('a duration', () => {
  it('is at least 1,800 seconds for container, which SDKs would ask all the time otherwise', () => {
    const format = 'container';
    expect(faultOf({ format, durationSeconds: 1_799 }, undefined, 'session')).toEqual(invalid('durationSeconds'));
    const accept = 'application/vnd.portunus.container';
    expect(faultOf({ durationSeconds: 900 }, accept, 'session')).toEqual(invalid('durationSeconds'));
    expect(decideFormat({ format, durationSeconds: 1_800 }, undefined, 'session')).toBe(format);
    expect(decideFormat({ format }, undefined, 'session')).toBe(format);
  });

  it.each(['json', ...SHELLS, 'credential-process', 'aws-credentials-file'])('may be 900 for %s', (format) => {
    expect(decideFormat({ format, durationSeconds: 900 }, undefined, 'session')).toBe(format);
  });
});
