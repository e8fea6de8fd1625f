/* Screens. The place stands behind «#»: numbers of appeals never reach a log, and the server serves one page. */
import { createRouter, createWebHashHistory, type Router } from 'vue-router'
import WorkScreen from './screens/work/WorkScreen.vue'
import { useSession } from './store/session'
import { withWords } from './text/t'

/** Where somebody who is signed in ends up who asked for a screen by its name */
export function allowed(name: unknown): true | string {
	const session = useSession()
	const may: Record<string, boolean> = {
		work: session.atDesk,
		appeals: session.atDesk,
		register: session.atDesk,
		card: session.reads,
		settings: session.has('supervisor', 'administrator'),
		journal: session.has('supervisor', 'auditor'),
		line: session.atDesk || session.has('auditor', 'administrator'),
		figures: session.has('supervisor', 'auditor'),
	}
	return may[String(name)] || session.home
}

export function makeRouter(): Router {
	const session = useSession()
	const router = createRouter({
		history: createWebHashHistory(),
		routes: [
			{ path: '/work/:number?', name: 'work', component: WorkScreen },
			{ path: '/appeals/:number?', name: 'appeals', component: WorkScreen },
			{ path: '/register', name: 'register', component: () => withWords('desk', () => import('./screens/register/RegisterScreen.vue')) },
			{ path: '/card/:number', name: 'card', component: () => withWords('desk', () => import('./screens/appeal/CardScreen.vue')) },
			{ path: '/settings/:section?/:name?', name: 'settings', component: () => withWords('settings', () => withWords('desk', () => import('./screens/settings/SettingsScreen.vue'))) },
			{ path: '/line', name: 'line', component: () => withWords('desk', () => import('./screens/line/LineScreen.vue')) },
			{ path: '/figures', name: 'figures', component: () => withWords('desk', () => import('./screens/figures/FiguresScreen.vue')) },
			{ path: '/journal', name: 'journal', component: () => withWords('desk', () => import('./screens/journal/JournalScreen.vue')) },
			{ path: '/:rest(.*)*', name: 'none', component: { render: () => null } },
		],
	})
	router.beforeEach((to) => !session.me || allowed(to.name))
	return router
}
