// node run.mjs test/recorded/record.ts: asks everything there is to ask, and prints each request with its answer as a line.
import { recordAnswers } from './answers.ts';

for await (const line of recordAnswers()) console.log(line);
