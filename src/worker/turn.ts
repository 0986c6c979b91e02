/** One turn of the training loop: the steps from Train to Pause, then the reading and the showing of where they ended. */
export class Turn {
  /** No further step is made. */
  over = false
  /** Resolves once the scalars of its last step are in the journal. */
  read: Promise<void> = Promise.resolve()
  /** Resolves once where it ended has been shown too, or need not be. */
  done: Promise<void> = Promise.resolve()
  /** Whether the run goes on: where it stood need not be shown any more. */
  left = false
  #leave: () => void = () => {}
  readonly #leaving = new Promise<void>((resolve) => {
    this.#leave = resolve
  })

  /** The run goes on, in another turn. */
  leave(): void {
    this.over = true
    this.left = true
    this.#leave()
  }

  /** Waits for something that is nobody's business any more once the run goes on. */
  async unlessLeft(showing: Promise<void>): Promise<void> {
    await Promise.race([showing, this.#leaving])
  }
}
