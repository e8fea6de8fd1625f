/* Who is signed in. When the session ends, the screen stays as it is; calls wait until somebody signs in over it. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import * as api from '../../../shared/api/session'
import { Problem, setCsrf } from '../../../shared/api/http'
import type { Role } from '../../../shared/api/session'
import { setZone } from '../text/t'

const DESK: Role[] = ['operator', 'senior', 'specialist', 'supervisor']

export const useSession = defineStore('session', () => {
	const me = ref<api.Session['staff']>()
	const passwordSet = ref(true)
	const ended = ref(false)
	/** A browser that was never asked: nothing is known yet */
	const known = ref(false)
	let waiting: { resolve: () => void, reject: (why: unknown) => void }[] = []

	const has = (...roles: Role[]): boolean => roles.some((role) => me.value?.roles.includes(role))
	const atDesk = computed(() => has(...DESK))
	/** Reads appeals and changes nothing */
	const reads = computed(() => !atDesk.value && has('auditor'))
	/** Where the card of an appeal stands for this person: beside the lists, or alone */
	const cardAt = (number: string): string => (atDesk.value ? '/appeals/' : '/card/') + number
	const home = computed(() => atDesk.value ? '/work' : has('auditor') ? '/journal' : '/settings/staff')

	/** Nothing of somebody stays in the window for whoever comes next */
	function leave(): void {
		sessionStorage.clear()
		location.reload()
	}

	/** … whose session ended before they signed out, too */
	function clear(own: string): void {
		for (const key of Object.keys(sessionStorage)) {
			if (key.startsWith('kept ') && !key.startsWith(`kept ${own} `)) sessionStorage.removeItem(key)
		}
	}

	function enter(session: api.Session): void {
		const other = me.value && me.value.id !== session.staff.id
		clear(session.staff.id)
		setCsrf(session.csrf)
		setZone(session.zone)
		me.value = session.staff
		passwordSet.value = session.password_set
		ended.value = false
		if (other) return leave()
		waiting.forEach((one) => one.resolve())
		waiting = []
	}

	async function start(): Promise<void> {
		const token = /^#signin=([\w.~-]+)$/.exec(location.hash)?.[1]
		if (token) history.replaceState(null, '', location.pathname)
		try {
			enter(await (token ? api.signInByLink(token) : api.current()))
		} catch (err) {
			if (token) throw err instanceof Problem && err.status === 401 ? new Problem(401, 'session.link', '') : err
			if (!(err instanceof Problem && err.status === 401)) throw err
		} finally {
			known.value = true
		}
	}

	const signIn = async (login: string, password: string): Promise<void> => enter(await api.signIn(login, password))

	async function signOut(): Promise<void> {
		await api.signOut()
		leave()
	}

	/** Somebody was answered 401 */
	function signedOut(): Promise<void> {
		if (!me.value) return Promise.reject(new Problem(401, 'session.none', ''))
		ended.value = true
		return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
	}

	async function setPassword(fresh: string, old?: string): Promise<void> {
		await api.setPassword(fresh, old)
		passwordSet.value = true
	}

	return { me, passwordSet, ended, known, has, atDesk, reads, cardAt, home, start, signIn, signOut, signedOut, setPassword }
})
