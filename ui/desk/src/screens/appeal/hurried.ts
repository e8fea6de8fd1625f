import type { State } from '../../../../shared/api/appeal'

/** States in which something is still to be done, and can be hurried */
export const HURRIED: State[] = ['new', 'in_work', 'waiting', 'reopened']
