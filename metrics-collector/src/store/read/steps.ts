/**
 * Work in steps of less than a millisecond or so, each ended by a `yield`: whoever runs it lets others have their turn in
 * between.
 */
export type Steps<T> = Generator<undefined, T>;
