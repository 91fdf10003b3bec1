import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Router } from 'wouter';
import { whenRefused } from '../api/client.ts';
import { isRetryable } from '../api/problem.ts';
import { Gate } from './gate.tsx';

const BASE = '/console';

const queries = new QueryClient({
  defaultOptions: {
    // A browser that is offline fails at once. Otherwise it would wait without a word, and a change that was given up
    // would be sent when the network is back.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      // A refusal stays one, and each request is recorded with who asked.
      retry: (failures, error) => failures < 2 && isRetryable(error),
      refetchOnWindowFocus: false,
      staleTime: 10_000,
    },
  },
});

// Whatever was asked: who is signed out is shown that, and the page stays.
whenRefused(() => void queries.refetchQueries({ queryKey: ['session'] }));

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Router base={BASE}>
        <Gate />
      </Router>
    </QueryClientProvider>
  );
}
