/** `Math.random()` by the host. */
import { random } from '../../clients/random.ts';
import { demand } from './demand.ts';

Math.random = () => {
  demand('Math.random()', 'random');
  return random.number();
};
