import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Caller } from '../../api/session.ts';
import { Foreign } from '../../kit/foreign.tsx';
import { texts } from '../../texts/index.ts';
import { accessRequest } from './request-access.ts';
import { TextBlock } from './text-block.tsx';

const t = texts.setUp;

/** Who the service takes the person for, and what to send to an administrator. */
export function AskAccess({ caller }: { readonly caller: Caller }) {
  const { issuer, subject, groups } = caller;
  return (
    <SpaceBetween size="l">
      <KeyValuePairs
        columns={3}
        items={[
          { label: t.issuerLabel, value: <Foreign text={issuer} /> },
          { label: t.subjectLabel, value: <Foreign text={subject} /> },
          { label: t.groupsLabel, value: groups.length > 0 ? <Foreign text={groups.join(', ')} /> : t.noGroups },
        ]}
      />
      <Box>{t.send}</Box>
      <TextBlock label={t.request} text={accessRequest(caller, location.origin)} />
      <Box color="text-body-secondary">{t.groupsChanged}</Box>
    </SpaceBetween>
  );
}
