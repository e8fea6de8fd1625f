/* Offices of the regions that lines have: marked down, why, until when */
import { call, itemsOf } from './http'

export interface Office {
	region: string
	name: string
	/** It does not answer: its callers are offered a neighbour */
	down: boolean
	/** How it stands for a caller now; absent: the telephone does not run */
	state?: 'serves' | 'down' | 'closed' | 'nobody' | 'full'
	/** Of one that is closed */
	opens?: string
	staff?: number
	waiting?: number
	/** Of one that does not serve: whose office its callers are offered */
	neighbour?: { region: string, name: string }
	reason?: string
	/** Who marked it last, or lifted the mark */
	by?: string
	since?: string
	/** It is up again then */
	until?: string
	version: number
}

const base = '/api/v1/settings/offices'
export const offices = async (): Promise<Office[]> => itemsOf<Office>(await call('GET', base))
export const down = (office: Office, reason: string, until?: string): Promise<Office> =>
	call('PUT', `${base}/${office.region}`, { body: { down: true, reason, until, version: office.version } })
export const up = (office: Office): Promise<Office> => call('PUT', `${base}/${office.region}`, { body: { down: false, version: office.version } })
