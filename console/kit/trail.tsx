import './trail.css';
import { Link } from 'wouter';
import { texts } from '../texts/index.ts';
import { Foreign } from './foreign.tsx';

export interface Crumb {
  readonly text: string;
  /** Below /console. */
  readonly href: string;
}

/** The way from the start of a group of screens to this one, each step a link. */
export function Trail({ crumbs, here }: { readonly crumbs: readonly Crumb[]; readonly here: string }) {
  return (
    <nav aria-label={texts.kit.trail}>
      <ol className="trail">
        {crumbs.map(({ text, href }) => (
          <li key={href}>
            <Link href={href}>
              <Foreign text={text} />
            </Link>
          </li>
        ))}
        <li aria-current="page">
          <Foreign text={here} />
        </li>
      </ol>
    </nav>
  );
}
