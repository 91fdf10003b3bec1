import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Router } from 'wouter';
import { isRetryable } from '../api/problem.ts';
import { Frame } from './frame.tsx';

const BASE = '/console';

const queries = new QueryClient({
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
        <Frame />
      </Router>
    </QueryClientProvider>
  );
}
