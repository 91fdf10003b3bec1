// The built archive function, with events of the stream, on the stand-in's S3: whatever fails, no record is lost.
import { beforeEach, describe, expect, it } from 'vitest';
import { BUCKET, startArchive } from '../support/archive.ts';
import { ocsfFaults } from '../support/ocsf.ts';
import { aStreamEvent, DENIED, ISSUED, ITEMS, REFUSED, sequenceNumber } from '../support/stream.ts';
import { useStarted } from '../support/use-service.ts';

const world = useStarted(startArchive);
beforeEach(() => world.reset());

const LATER = { ...ITEMS.denied, time: { S: '2026-11-21T13:00:00.000Z' } };
const EVENT = aStreamEvent({ after: ITEMS.issued }, { after: ITEMS.refused }, { after: LATER });
const REQUESTS = [ISSUED, REFUSED, DENIED].map(({ requestId }) => requestId);

function archivedRequests() {
  return world.objects().flatMap(({ lines }) => lines.map(({ metadata }) => metadata.correlation_uid));
}
/** All records once, in objects that nobody has replaced. */
function expectWhole() {
  expect(archivedRequests().toSorted()).toEqual(REQUESTS.toSorted());
  expect(world.objects().map(({ versions }) => versions)).toEqual([1, 1]);
}

describe('a batch', () => {
  it('becomes one object an hour, of events that OCSF knows', async () => {
    expect(await world.invoke(EVENT)).toEqual([]);
    expectWhole();
    expect(world.objects().map(({ key }) => key.replace(/[0-9a-f]{64}/, 'SHA256'))).toEqual([
      'portunus/prod/records/account=123456789012/region=eu-west-1/day=2026-11-21/hour=12/' +
        `${sequenceNumber(0)}-${sequenceNumber(1)}-SHA256.jsonl.gz`,
      'portunus/prod/records/account=123456789012/region=eu-west-1/day=2026-11-21/hour=13/' +
        `${sequenceNumber(2)}-${sequenceNumber(2)}-SHA256.jsonl.gz`,
    ]);
    expect(world.objects().flatMap(({ lines }) => lines.flatMap(ocsfFaults))).toEqual([]);
  });

  it('is locked, and says what it is', async () => {
    await world.invoke(EVENT);
    const [versions = []] = world.standIn.bucket(BUCKET)?.objects.values() ?? [];
    expect(versions[0]).toMatchObject({
      retention: { mode: 'COMPLIANCE' },
      content: {
        headers: {
          'content-type': 'application/x-ndjson',
          'content-encoding': 'gzip',
          'x-amz-meta-lines': '2',
          'x-amz-meta-sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        checksum: { 'x-amz-checksum-sha256': expect.any(String) },
      },
    });
  });

  it('that comes twice is written once', async () => {
    await world.invoke(EVENT);
    expect(await world.invoke(EVENT)).toEqual([]);
    expectWhole();
  });

  it('is encrypted with the key that the deployment names', async () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    await world.invoke(EVENT, { PORTUNUS_ARCHIVE_KEY_ARN: keyArn });
    const [versions = []] = world.standIn.bucket(BUCKET)?.objects.values() ?? [];
    expect(versions[0]?.content?.headers).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': keyArn,
    });
  });
});

describe('no record is lost', () => {
  it.each([
    ['refuses the first object', 1, { refuse: 'AccessDenied', status: 403 }],
    ['refuses the second object', 2, { refuse: 'AccessDenied', status: 403 }],
    ['takes the second object, and the answer is lost each time', 2, { cut: 'after' }],
    ['can not be reached for the first', 1, { cut: 'before' }],
  ] as const)('if S3 %s', async (_what, from, encounter) => {
    world.proxy.meet(({ number }) => (number >= from ? encounter : undefined));
    const failed = await world.invoke(EVENT);
    world.proxy.reset();
    // An object whose answer was lost is found by the SDK's next attempt.
    if (failed.length > 0) {
      expect(failed).toEqual([sequenceNumber(0)]);
      expect(world.takeLog()).toContainEqual(expect.objectContaining({ step: 'archive', archiveFailures: 1 }));
      expect(await world.invoke(EVENT)).toEqual([]);
    }
    expectWhole();
  });

  it.each(['before', 'after'] as const)('if the function is killed %s S3 takes an object', async (when) => {
    await world.invokeAndKill(EVENT, when);
    expect(world.objects()).toHaveLength(when === 'before' ? 0 : 1);
    expect(await world.invoke(EVENT)).toEqual([]);
    expectWhole();
  });

  it('if the bucket belongs to somebody else: nothing is written there', async () => {
    expect(await world.invoke(EVENT, { PORTUNUS_ARCHIVE_BUCKET_OWNER: '999999999999' })).toEqual([sequenceNumber(0)]);
    expect(world.objects()).toEqual([]);
    expect(world.takeLog()).toContainEqual(expect.objectContaining({ step: 'archive', cause: 'AccessDenied' }));
  });

  it('if Lambda cuts a batch in another way: a record may come twice, under the same uid', async () => {
    world.proxy.meet(({ number }) => (number === 2 ? { refuse: 'AccessDenied', status: 403 } : undefined));
    await world.invoke(EVENT);
    world.proxy.reset();
    await world.invoke(aStreamEvent({ after: ITEMS.issued }));
    await world.invoke({ Records: EVENT.Records.slice(1) });
    const uids = world.objects().flatMap(({ lines }) => lines.map(({ metadata }) => metadata.uid));
    expect(uids.length).toBeGreaterThan(3);
    expect(new Set(uids)).toEqual(new Set([ITEMS.issued, ITEMS.refused, ITEMS.denied].map(({ sk }) => sk?.S)));
  });
});

describe('an item that is no record', () => {
  const odd = { ...ITEMS.refused, outcome: { S: 'granted' } };

  it('is kept apart, told, and holds nothing up', async () => {
    expect(await world.invoke(aStreamEvent({ after: odd }, { after: ITEMS.issued }))).toEqual([]);
    expect(world.objects().map(({ key, lines }) => [key.split('/')[2], lines.length])).toEqual([
      ['records', 1],
      ['unreadable', 1],
    ]);
    expect(world.takeLog()).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'audit finding', kind: 'unreadable', unreadable: 1 }),
    );
  });
});

describe('a record that somebody changes', () => {
  const changed = { ...ITEMS.issued, allowedBy: { S: 'administrator' } };
  const event = aStreamEvent({ eventName: 'MODIFY', before: ITEMS.issued, after: changed });

  it('is in the archive as it was and as it is, and told at once', async () => {
    expect(await world.invoke(event)).toEqual([]);
    const [{ key, lines } = { key: '', lines: [] }] = world.objects();
    expect(key).toMatch(/^portunus\/prod\/findings\//);
    expect(lines[0].unmapped).toMatchObject({
      before: { allowedBy: 'grants[0]' },
      after: { allowedBy: 'administrator' },
    });
    expect(world.takeLog()).toContainEqual(
      expect.objectContaining({ level: 'error', kind: 'changed', sk: ITEMS.issued.sk?.S, tampered: 1 }),
    );
  });

  it('is told even if the bucket can not be written, and without a bucket', async () => {
    world.proxy.meet(() => ({ refuse: 'AccessDenied', status: 403 }));
    expect(await world.invoke(event)).toEqual([sequenceNumber(0)]);
    expect(await world.invoke(event, { PORTUNUS_ARCHIVE_BUCKET: '' })).toEqual([]);
    expect(world.takeLog().filter(({ tampered }) => tampered === 1)).toHaveLength(2);
  });
});

describe('the event bus', () => {
  const onBus = { PORTUNUS_EVENT_BUS: 'security' };
  const many = aStreamEvent(...Array.from({ length: 12 }, () => ({ after: ITEMS.refused })));

  it('is told what was issued, refused and changed', async () => {
    expect(await world.invoke(aStreamEvent({ after: ITEMS.issued }, { after: ITEMS.change }), onBus)).toEqual([]);
    expect(world.bus.taken.map(({ Source, DetailType, EventBusName }) => [Source, DetailType, EventBusName])).toEqual([
      ['portunus', 'Credentials Issued', 'security'],
      ['portunus', 'Definition Change', 'security'],
    ]);
  });

  it('is told nothing unless the deployment names one', async () => {
    await world.invoke(EVENT);
    expect(world.bus.taken).toEqual([]);
  });

  it('is told again what it did not take, and only that', async () => {
    world.bus.refuse = (number) => number === 3 || number === 11;
    expect(await world.invoke(many, onBus)).toEqual([]);
    expect(world.bus.taken).toHaveLength(12);
  });

  it('holds the stream while it does not take an event', async () => {
    world.bus.refuse = () => true;
    expect(await world.invoke(EVENT, onBus)).toEqual([sequenceNumber(0)]);
    expect(world.takeLog()).toContainEqual(expect.objectContaining({ step: 'publish', cause: 'EventRefused' }));
    // The archive doesn't wait for the bus.
    expectWhole();
    world.bus.refuse = undefined;
    expect(await world.invoke(EVENT, onBus)).toEqual([]);
    expect(world.bus.taken).toHaveLength(3);
    expectWhole();
  });
});

describe('what is no event of the stream', () => {
  it.each([{}, { Records: [] }, { Records: [{ eventName: 'INSERT' }] }])(
    'throws, so that Lambda tries again',
    async (event) => {
      await expect(world.invoke(event)).rejects.toThrow(TypeError);
    },
  );
});
