import Link, { type LinkProps } from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useLocation, useRouter } from 'wouter';

interface ToProps {
  /** Below /console. */
  readonly href: string;
  readonly variant?: LinkProps.Variant;
  readonly children: ReactNode;
}

/** A link to another screen, which opens without loading the page anew. A new tab gets its real address. */
export function To({ href, variant = 'secondary', children }: ToProps) {
  const { base } = useRouter();
  const [, go] = useLocation();
  return (
    <Link
      href={`${base}${href}`}
      variant={variant}
      onFollow={(event) => {
        event.preventDefault();
        go(href);
      }}
    >
      {children}
    </Link>
  );
}
