/**
 * Makes the globals of both engines mean the same. An engine without host features answers `Date.now()` with the moment
 * of the build (StarlingMonkey) or traps (QuickJS), and `Math.random()` repeats itself in every instance. So both go to
 * the host, under the capabilities `clock` and `random`, and `console` goes to the host's log. `Promise` and timers are the
 * runtime's own, since a call has to see them through to the end (see promise/).
 *
 * These modules are evaluated before the author's, so that its top level meets these globals too. A component has those that its
 * code can come across (`usedGlobals` of the build); this is all of them.
 */
import './globals/promises.ts';
import './globals/timers.ts';
import './globals/clock.ts';
import './globals/random.ts';
import './globals/console.ts';
import './globals/text.ts';
