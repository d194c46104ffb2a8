/** Runs the shop, with the other component answering for its prices. */
import { ComponentHost } from '@airssys/host';

await using host = new ComponentHost();
await using prices = await (await host.load('dist/prices.wasm')).instantiate();
await using shop = await (
  await host.load('dist/shop.wasm')
).instantiate({
  imports: { '{{namespace}}:prices/operations@0.1.0': prices },
});

const basket = [
  { article: 'apple', count: 5 },
  { article: 'coffee', count: 1 },
];
console.log(`5 apples and a coffee: ${(Number(await shop.call('total', basket)) / 100).toFixed(2)}`);
