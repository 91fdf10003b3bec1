import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Router } from 'wouter';
import { codeOf, isRetryable } from '../api/problem.ts';
import { Gate } from './gate.tsx';

const BASE = '/console';

/** Whatever was asked: who is signed out is shown that, and the page stays. */
function noticeEnd(error: unknown): void {
  if (codeOf(error) === 'sign_in_required') void queries.refetchQueries({ queryKey: ['session'] });
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, { queryKey }) => queryKey[0] !== 'session' && noticeEnd(error) }),
  mutationCache: new MutationCache({ onError: noticeEnd }),
  defaultOptions: {
    queries: {
      // A refusal stays one, and each request is recorded with who asked.
      retry: (failures, error) => failures < 2 && isRetryable(error),
      refetchOnWindowFocus: false,
      staleTime: 10_000,
    },
  },
});

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Router base={BASE}>
        <Gate />
      </Router>
    </QueryClientProvider>
  );
}
