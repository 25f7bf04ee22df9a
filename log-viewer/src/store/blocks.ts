/** Ids in one block: few enough to look through one by one, many enough that a million entries are some thousand blocks. */
export const BLOCK_SIZE = 256;

/** The block that an entry is in. */
export const blockOf = (id: number): number => Math.floor(id / BLOCK_SIZE);
