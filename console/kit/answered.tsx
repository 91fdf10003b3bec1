import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { PortunusError } from '../../clients/typescript/src/index.ts';
import { codeOf, ToldError } from '../api/problem.ts';
import { texts } from '../texts/index.ts';
import { Foreign } from './foreign.tsx';
import { FreshSignIn } from './fresh-sign-in.tsx';

interface AnsweredProps<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}

/**
 * What the service answered, or that it is still asked, or what went wrong. An answer that could not be read again, or not to its
 * end, stays and says so.
 */
export function Answered<T>({ query, children }: AnsweredProps<T>) {
  if (query.data !== undefined) {
    return (
      <>
        <Stale query={query} />
        {children(query.data)}
      </>
    );
  }
  if (query.error !== null) return <Fault error={query.error} again={() => void query.refetch()} />;
  return <StatusIndicator type="loading">{texts.kit.loading}</StatusIndicator>;
}

/** Once the session has ended, the page says so itself. */
function Stale({ query: { error, refetch } }: { readonly query: UseQueryResult<unknown> }) {
  if (error === null || codeOf(error) === 'sign_in_required') return null;
  return (
    <Box margin={{ bottom: 'm' }}>
      <Fault error={error} again={() => void refetch()} />
      {texts.kit.stale}
    </Box>
  );
}

/**
 * A refusal or a failure, in the service's own words, with the request ID that finds its record and log
 * line. A refusal that a fresh sign-in mends leads to one.
 */
export function Fault({ error, again }: { readonly error: Error; readonly again?: () => void }) {
  const problem = error instanceof PortunusError ? error.problem : undefined;
  const detail = error instanceof ToldError ? error.message : problem?.detail;
  if (codeOf(error) === 'fresh_sign_in_required') return <FreshSignIn />;
  return (
    <Alert
      type="error"
      header={problem?.title ?? texts.kit.failed}
      action={again && <Button onClick={again}>{texts.kit.tryAgain}</Button>}
    >
      <p>{detail === undefined ? texts.kit.noAnswer : <Foreign text={detail} most={2_000} />}</p>
      {problem?.errors?.map(({ field, detail }) => (
        <p key={`${field} ${detail}`}>
          <Box variant="code">{field}</Box> <Foreign text={detail} />
        </p>
      ))}
      {problem?.requestId !== undefined && (
        <p>
          {texts.kit.requestId} <Box variant="code">{problem.requestId}</Box>
        </p>
      )}
    </Alert>
  );
}
