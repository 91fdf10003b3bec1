import '../operate.css';
import { useNow } from '../../../kit/now.ts';
import { texts } from '../../../texts/index.ts';
import { type JobState, lifeOf, SHORT_LIFE_SECONDS } from './health.ts';

const t = texts.jobs;

/** How long what a job stored is still good: as a figure, and as a part of the life that it began with. */
export function LifeLeft({ state }: { readonly state: JobState }) {
  const life = lifeOf(state, useNow());
  if (life === undefined) return t.lifeNone;
  if (life.leftSeconds === 0) return t.lifeOver;
  const { leftSeconds, totalSeconds } = life;
  const text = t.life(
    t.minutes(Math.floor(leftSeconds / 60)),
    Math.min(100, Math.round((leftSeconds / totalSeconds) * 100)),
  );
  return (
    <span className="operate-life">
      {text}
      <meter
        aria-label={t.lifeLabel(state.job)}
        min={0}
        max={totalSeconds}
        low={Math.min(SHORT_LIFE_SECONDS, totalSeconds)}
        optimum={totalSeconds}
        value={Math.min(leftSeconds, totalSeconds)}
        title={text}
      />
    </span>
  );
}
