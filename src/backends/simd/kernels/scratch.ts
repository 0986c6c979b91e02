/**
 * Working memory of one instance. Every thread runs its own instance of this module over the one
 * shared heap, and globals belong to the instance: so each thread has its own scratch.
 */
export let scratch: usize = 0

/**
 * First a tile of C (256 B). Then 256 B of zeros. Then row pointers of a block of A. Then panels, or columns of a transposed
 * convolution. Then the lists of lists.ts.
 */
export const ZEROS_OFFSET: usize = 256
export const ROWS_OFFSET: usize = 512
export const PANEL_OFFSET: usize = ROWS_OFFSET + 4 * 1024
export const LISTS_OFFSET: usize = (1 << 20) + 8192

export function setScratch(pointer: usize): void {
  scratch = pointer
  memory.fill(pointer, 0, ROWS_OFFSET)
}

/** Where the module's own constants end and the tensors' heap may begin. */
export function heapBase(): usize {
  return __heap_base
}
