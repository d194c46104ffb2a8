/**
 * A place between two durable steps, at which a process can end. Tests end it there: whatever throws at one also throws at all that
 * come after it, so that what is on the disk is what a killed host leaves behind. In production it does nothing.
 */
export type FaultPoint = (step: string) => void;

export const NO_FAULTS: FaultPoint = () => {};
