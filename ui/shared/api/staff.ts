/* Staff as the settings see them */
import { call, itemsOf } from './http'
import type { Role } from './session'

export interface Staff {
	id: string
	login: string
	name: string
	roles: Role[]
	active: boolean
	version: number
	password_set?: boolean
}

const path = '/api/v1/settings/staff'

export const list = async (): Promise<Staff[]> => itemsOf<Staff>(await call('GET', path))
export const add = (staff: { login: string, name: string, roles: Role[] }): Promise<Staff> => call('POST', path, { body: staff })
export const change = (staff: Staff): Promise<Staff> => call('PUT', `${path}/${staff.id}`, {
	body: { name: staff.name, roles: staff.roles, active: staff.active, version: staff.version },
})
/** A sign-in link that works once; it is shown once, too */
export const invite = (id: string): Promise<{ link: string }> => call('POST', `${path}/${id}/invite`)
