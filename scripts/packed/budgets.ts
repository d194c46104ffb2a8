/** How large packages may become before somebody asks why. Raise a number with the change that needs it. */

export interface Sizes {
  /** What is downloaded, in kB of 1,000 bytes. */
  readonly packedKb: number;
  /** What is on disk after installing, in kB of 1,000 bytes. */
  readonly unpackedKb: number;
}

/** A quarter above what the packages had when the numbers were set; the command, which was growing, half. */
export const BUDGETS: Readonly<Record<string, Sizes>> = {
  '@airssys/cli': { packedKb: 420, unpackedKb: 1550 },
  '@airssys/host': { packedKb: 1600, unpackedKb: 6700 },
  '@airssys/model': { packedKb: 145, unpackedKb: 620 },
  '@airssys/sdk': { packedKb: 360, unpackedKb: 1450 },
  '@airssys/testing': { packedKb: 320, unpackedKb: 1280 },
  '@airssys/wit': { packedKb: 20, unpackedKb: 60 },
  '@airssys/wit-gen': { packedKb: 475, unpackedKb: 2050 },
  'create-airssys': { packedKb: 52, unpackedKb: 180 },
};

/** Empty where the package keeps to its budget. */
export function checkSizes(name: string, { packedKb, unpackedKb }: Sizes): readonly string[] {
  const budget = BUDGETS[name];
  if (budget === undefined) return [`has no budget in scripts/packed/budgets.ts`];
  const over = (what: string, is: number, may: number): readonly string[] =>
    is > may ? [`${what} ${is} kB, which is more than its budget of ${may} kB (scripts/packed/budgets.ts)`] : [];
  return [
    ...over('packed it has', packedKb, budget.packedKb),
    ...over('unpacked it has', unpackedKb, budget.unpackedKb),
  ];
}
