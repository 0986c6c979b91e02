export type KlSchedule = 'constant' | 'warmup' | 'cyclical'

export interface KlScheduleSettings {
  schedule: KlSchedule
  beta: number
  /** Length of the ramp, or of one cycle, in steps. */
  scheduleSteps: number
}

/**
 * The weight of the KL term at a step: β throughout; a line from 0 to β over `scheduleSteps` and β from there (Bowman et al.
 * 2016, § 3.1); or in cycles of `scheduleSteps`, each a line over its first half and β over its second (Fu et al. 2019,
 * eq. 6 with R = ½).
 */
export function klWeight({ schedule, beta, scheduleSteps }: KlScheduleSettings, step: number): number {
  switch (schedule) {
    case 'warmup':
      return beta * ramp(step, scheduleSteps)
    case 'cyclical':
      return beta * ramp(2 * (step % scheduleSteps), scheduleSteps)
    default:
      return beta
  }
}

/** The capacity C at a step, in nats: a line from 0 to `capacity` over `steps` (Burgess et al. 2018, eq. 8). */
export function klCapacity(capacity: number, steps: number, step: number): number {
  return capacity * ramp(step, steps)
}

const ramp = (step: number, steps: number) => Math.min(1, step / steps)
