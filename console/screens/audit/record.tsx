import './audit.css';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import { useParams } from 'wouter';
import { Answered } from '../../kit/answered.tsx';
import { CopyText } from '../../kit/copy-text.tsx';
import { Foreign } from '../../kit/foreign.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { FailedConditions } from './failed-conditions.tsx';
import { commandOf } from './filters.ts';
import { NextSteps } from './next-steps.tsx';
import { OutcomeMark } from './outcome.tsx';
import { type FieldOfRecord, fieldsOf } from './record-fields.ts';
import { type AuditRecord, isUnreadable, keyOf } from './records.ts';
import { useSearch } from './use-search.ts';

const t = texts.audit;

/** Everything that was recorded of one request, each field with what it means. */
export function AuditRecordScreen() {
  const { requestId = '' } = useParams();
  const filters = useMemo(() => ({ requestId }), [requestId]);
  const search = useSearch(filters, true);
  return (
    <Page
      title={t.recordTitle}
      trail={[{ text: t.title, href: '/audit' }]}
      description={<Foreign text={requestId} most={64} />}
      command={commandOf(filters)}
    >
      <Answered query={search}>
        {({ pages }) => {
          const records = pages.flatMap(({ items }) => items);
          if (records.length === 0) return <Alert header={t.noRecord}>{t.noRecordHelp}</Alert>;
          return records.map((record) =>
            isUnreadable(record) ? (
              <Alert key={keyOf(record)} type="warning" header={t.unreadable}>
                <Foreign text={record.unreadable.detail} />
              </Alert>
            ) : (
              <OneRecord key={keyOf(record)} record={record} />
            ),
          );
        }}
      </Answered>
    </Page>
  );
}

function OneRecord({ record }: { readonly record: AuditRecord }) {
  const { action, item, time, shortened } = record;
  return (
    <Container
      header={
        <Header variant="h2" description={<Time at={time} />}>
          {t.actions[action] ?? action} {item !== undefined && t.item(item)} <OutcomeMark outcome={record.outcome} />
        </Header>
      }
    >
      <SpaceBetween size="l">
        <NextSteps record={record} />
        {record.conditions !== undefined && <FailedConditions conditions={record.conditions} />}
        {shortened && <Alert>{t.shortened}</Alert>}
        {fieldsOf(record).map(({ group, fields }) => (
          <section key={group}>
            <Box variant="h3">{t.groups[group]}</Box>
            <dl className="audit-fields">
              {fields.map((field) => (
                <Field key={field.path} field={field} record={record} />
              ))}
            </dl>
          </section>
        ))}
      </SpaceBetween>
    </Container>
  );
}

interface FieldProps {
  readonly field: FieldOfRecord;
  readonly record: AuditRecord;
}

function Field({ field: { path, text }, record }: FieldProps) {
  return (
    <div>
      <dt>{t.names[path] ?? path}</dt>
      <dd>
        {path === 'requestId' ? <CopyText text={text} /> : <Foreign text={text} />}
        {path === 'connectorVersion' && <VersionLink record={record} />}
        {t.meanings[path] !== undefined && (
          <Box variant="small" display="block">
            {t.meanings[path]}
          </Box>
        )}
      </dd>
    </div>
  );
}

/** The connector as it was when it decided. */
function VersionLink({ record: { connectorId } }: { readonly record: AuditRecord }) {
  if (connectorId === undefined) return null;
  return (
    <div>
      <To href={`/connectors/${encodeURIComponent(connectorId)}/versions`}>{t.versions}</To>
    </div>
  );
}
