import './to.css';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

interface ToProps {
  /** Below /console. */
  readonly href: string;
  readonly children: ReactNode;
}

/**
 * A link to another screen, which opens without loading the page anew. It is a plain one, because a table draws a hundred
 * of them with each key.
 */
export function To({ href, children }: ToProps) {
  return (
    <Link className="to" href={href}>
      {children}
    </Link>
  );
}
