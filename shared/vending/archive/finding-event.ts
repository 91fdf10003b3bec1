import type { ArchiveOrigin } from '../../domain/archive-object.ts';
import { classified, cloudOf, metadataOf, type Origin } from './ocsf.ts';
import type { Finding } from './ports.ts';

const DETECTION_FINDING = {
  category: [2, 'Findings'],
  class: [2004, 'Detection Finding'],
  activity: [1, 'Create'],
} as const;

const TITLES: Readonly<Record<Finding['kind'], string>> = {
  changed: 'An audit record was changed',
  removed: 'An audit record was removed before its time',
  unreadable: 'An item under the key of an audit record is none',
};

/** A finding as an event of OCSF 1.8.0. The item before and after the change is in `unmapped`. */
export function toFindingEvent({ kind, of, reason }: Finding, origin: Origin) {
  const uid = `${of.sequenceNumber}#${of.sk}`;
  return {
    ...classified(DETECTION_FINDING, [5, 'Critical']),
    time: of.time.getTime(),
    message: TITLES[kind],
    status_id: 1,
    status: 'New',
    is_alert: true,
    metadata: { ...metadataOf(uid, origin), original_time: of.time.toISOString() },
    cloud: cloudOf(origin),
    finding_info: { uid, title: TITLES[kind], types: [`audit-record-${kind}`], created_time: of.time.getTime() },
    resources: [{ uid: `${of.pk} ${of.sk}`, type: 'Audit record', role_id: 3, role: 'Affected' }],
    unmapped: { ...changeOf(of), stage: origin.stage, reason },
  };
}

/** The change itself, with all that the stream says about it. */
function changeOf({ change, before, after, service, sequenceNumber }: Finding['of']) {
  return { change, sequenceNumber, service, before: before?.item, after: after?.item };
}

/** An item that is no record, as it is: what it means, a person has to say. */
export function toUnreadableLine({ of, reason }: Finding, { stage }: ArchiveOrigin) {
  const { pk, sk, time } = of;
  return { time: time.toISOString(), pk, sk, stage, reason, ...changeOf(of) };
}
